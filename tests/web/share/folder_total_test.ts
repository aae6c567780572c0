/** How much a folder contains. @module */

import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { folderTotal } from "../../../lib/web/share/folder_total.ts";
import type { RequestContext } from "../../../lib/web/request_context.ts";
import { SharedTree } from "../../../lib/web/share/shared_tree.ts";
import { totalAnswer } from "../../../lib/web/share/total_answer.ts";
import { safePath } from "../../../lib/file/safe_path.ts";
import { temporaryFolder } from "../../support/folder.ts";

Deno.test("counts files, folders and bytes below, up to a limit, until it is aborted", async () => {
  await using folder = await temporaryFolder();
  const source = join(folder.path, "tree");
  await Deno.mkdir(join(source, "a/b"), { recursive: true });
  for (let i = 0; i < 1200; i++) Deno.writeTextFileSync(join(source, "a/b", `${i}`), "abc");
  await Deno.symlink("..", join(source, "up"));
  const tree = { name: "tree", source };
  const whole = { files: 1200, folders: 2, bytes: 3600, complete: true };
  assertEquals(await folderTotal(tree), whole);
  assertEquals(await folderTotal(tree, { most: 13 }), {
    files: 10,
    folders: 2,
    bytes: 30,
    complete: false,
  });
  const leaving = new AbortController();
  setTimeout(() => leaving.abort(new Error("left")));
  await assertRejects(() => folderTotal(tree, { signal: leaving.signal }), Error, "left");
});

Deno.test("a client that leaves ends counting, and others can count", async () => {
  await using folder = await temporaryFolder();
  const source = join(folder.path, "tree");
  await Deno.mkdir(source);
  for (let i = 0; i < 10_000; i++) Deno.writeTextFileSync(join(source, `${i}`), "");
  const entry = new SharedTree([{ name: "tree", source }]).lookup(safePath("tree"))!;
  const request = new Request("http://127.0.0.1/tree/?total");
  const context = { request, language: "en" } as RequestContext;
  const bodies = Array.from({ length: 4 }, () => totalAnswer(context, entry).body!.getReader());
  const reads = bodies.map((body) => body.read());
  const turn = () => new Promise((resolve) => setTimeout(resolve));
  await turn();
  assertEquals(totalAnswer(context, entry).status, 503);
  await Promise.all(bodies.map((body) => body.cancel()));
  assertEquals((await Promise.all(reads)).map(({ done }) => done), [true, true, true, true]);
  // Counting to the end takes 20 turns.
  for (let turns = 0; turns < 5; turns++) await turn();
  assertEquals((await totalAnswer(context, entry).json()).files, 10_000);
});
