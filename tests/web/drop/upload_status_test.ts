import { assertEquals } from "@std/assert";
import { LocalError } from "../../../lib/errors.ts";
import { statusOf } from "../../../lib/web/drop/upload_status.ts";

Deno.test("the user here is told the path that a client is not", () => {
  const { status, message, own } = statusOf(
    new LocalError("no_space", 'Cannot store in "/home/ada/inbox": no space left on the disk'),
  );
  assertEquals(status, 507);
  assertEquals(message.includes("ada"), false);
  assertEquals(own, 'Cannot store in "/home/ada/inbox": no space left on the disk');
});
