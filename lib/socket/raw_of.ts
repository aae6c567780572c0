/** The inverse of `duplex()`. @module */

import type { Duplex, RawConnection } from "./duplex.ts";

/**
 * Makes of a connection what TLS can be laid over. Takes the connection over.
 *
 * @param first Bytes that were read already and come first.
 */
export function rawOf(connection: Duplex, first: Uint8Array<ArrayBuffer>): RawConnection {
  let rest = first;
  return {
    async read(buffer) {
      if (rest.length === 0) return await connection.read(buffer);
      const count = Math.min(rest.length, buffer.length);
      buffer.set(rest.subarray(0, count));
      rest = rest.subarray(count);
      return count;
    },
    async write(bytes) {
      await connection.write(bytes);
      return bytes.length;
    },
    closeWrite: () => connection.closeWrite(),
    close: () => connection.abort(),
  };
}
