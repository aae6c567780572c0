/** How much a folder contains. @module */

import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { folderTotal } from "../../../lib/web/share/folder_total.ts";
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
