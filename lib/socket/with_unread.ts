/** Gives bytes that were read too early back to a connection. @module */

import { type Duplex, duplex } from "./duplex.ts";
import { rawOf } from "./raw_of.ts";

/**
 * The connection with bytes in front of those that it has still to receive. It takes the connection over.
 *
 * ```ts
 * import { withUnread } from "./with_unread.ts";
 * import { memoryPair } from "./memory_pair.ts";
 * import { read } from "./read.ts";
 * import { assertEquals } from "@std/assert";
 * const [here, there] = memoryPair();
 * await here.write(new TextEncoder().encode("hello"));
 * const start = await read(there, 3);
 * const again = withUnread(there, Promise.resolve(start));
 * assertEquals(new TextDecoder().decode(await read(again, 5)), "hel");
 * assertEquals(new TextDecoder().decode(await read(again, 5)), "lo");
 * ```
 *
 * @param unread The bytes, of a read that may be pending; undefined for the peer's end.
 */
export function withUnread(conn: Duplex, unread: Promise<Uint8Array | undefined>): Duplex {
  let rest: Uint8Array | undefined = new Uint8Array();
  let isFirst = true;
  return duplex(
    {
      ...rawOf(conn),
      async read(view) {
        if (isFirst) rest = await unread;
        isFirst = false;
        if (rest === undefined) return null;
        if (rest.length === 0) return await conn.read(view);
        const count = Math.min(view.length, rest.length);
        view.set(rest.subarray(0, count));
        rest = rest.subarray(count);
        return count;
      },
    },
    conn.localAddr,
    conn.remoteAddr,
  );
}
