import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { safePath } from "../../../lib/file/safe_path.ts";
import { DigestCache } from "../../../lib/web/share/digest_cache.ts";
import { FetchedRanges } from "../../../lib/web/share/fetched_ranges.ts";
import { fileAnswer } from "../../../lib/web/share/file_answer.ts";
import { SharedTree } from "../../../lib/web/share/shared_tree.ts";
import type { WebEvent } from "../../../lib/web/web_event.ts";
import { temporaryFolder } from "../../support/folder.ts";

Deno.test("a request of several ranges gets no part of another version of the file", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "f");
  await Deno.writeFile(path, new Uint8Array(10_000));
  const tree = new SharedTree([{ name: "f", source: path }]);
  const entry = tree.lookup(safePath("f"))!;
  const events: WebEvent[] = [];
  const totals: unknown[] = [];
  const answer = await fileAnswer(
    {
      request: new Request("http://127.0.0.1/f", { headers: { range: "bytes=0-9,5000-5999" } }),
      path: "f",
      query: new URLSearchParams(),
      peer: "tcp://192.0.2.8:50122",
      language: "en",
      completed: Promise.resolve(),
    },
    entry,
    {
      tree,
      digests: new DigestCache(tree),
      fetched: new FetchedRanges(),
      observer: {
        event: (event) => void events.push(event),
        begin(_peer, _path, size, offset) {
          totals.push(size! - offset);
          return { add() {}, end() {} };
        },
      },
    },
  );
  assertEquals(answer.status, 206);
  // What a progress display expects.
  assertEquals(totals, [1010]);
  const reader = answer.body!.getReader();
  // The head of the first part, and the part.
  await reader.read();
  assertEquals((await reader.read()).value?.length, 10);
  await Deno.writeFile(`${path}.new`, new Uint8Array(10_000).fill(1));
  await Deno.rename(`${path}.new`, path);
  await assertRejects(() => reader.read(), Error, "it was changed while it was sent");
  await Promise.resolve();
  assertEquals(events.at(-1)?.type, "download_cut");
});
