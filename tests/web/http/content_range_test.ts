import { assertEquals } from "@std/assert";
import { contentRange } from "../../../lib/web/http/content_range.ts";

Deno.test("reads the Content-Range of an upload, and rejects one that is malformed or contradicts itself", () => {
  assertEquals(contentRange("bytes 0-99/200"), { first: 0, last: 99, size: 200 });
  assertEquals(contentRange("bytes */200"), { size: 200 });
  assertEquals(contentRange("bytes */0"), { size: 0 });
  const refused = ["", "bytes", "bytes 0-99/*", "bytes 5-4/10", "bytes 0-10/10", "bytes -1-5/10"];
  refused.push(
    "items 0-1/2",
    "bytes 0-1/2, bytes 0-1/2",
    `bytes 0-1/${"9".repeat(16)}`,
    "bytes 0-/5",
  );
  for (const header of refused) assertEquals(contentRange(header), undefined, header);
});
