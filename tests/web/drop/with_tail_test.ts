import { assertEquals } from "@std/assert";
import { withTail } from "../../../lib/web/drop/with_tail.ts";

Deno.test("passes the last bytes of a body on in one piece, and every byte once", async () => {
  const whole = Uint8Array.from({ length: 100 }, (_, n) => n);
  for (const size of [1, 2, 7, 10, 11, 50, 100]) {
    const given = async function* () {
      for (let at = 0; at < whole.length; at += size) yield whole.slice(at, at + size);
    };
    const pieces = await Array.fromAsync(withTail(given(), 10));
    assertEquals(pieces.flatMap((piece) => [...piece]), [...whole]);
    assertEquals(pieces.at(-1)!.length, 10);
  }
});
