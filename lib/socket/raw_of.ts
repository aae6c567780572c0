/** The inverse of `duplex()`. @module */

import type { Duplex, RawConnection } from "./duplex.ts";

/**
 * Makes of a connection what TLS can be laid over. Takes the connection over.
 *
 * @param first Bytes that were read already and come first.
 */
export function rawOf(connection: Duplex, first: Uint8Array<ArrayBuffer>): RawConnection {
  const reader = connection.readable.getReader({ mode: "byob" });
  const writer = connection.writable.getWriter();
  let rest = first;
  return {
    async read(buffer) {
      if (rest.length > 0) {
        const count = Math.min(rest.length, buffer.length);
        buffer.set(rest.subarray(0, count));
        rest = rest.subarray(count);
        return count;
      }
      // The stream takes the buffer away, and it is the caller's.
      const { value, done } = await reader.read(new Uint8Array(buffer.length));
      if (done || value === undefined) return null;
      buffer.set(value);
      return value.length;
    },
    async write(bytes) {
      await writer.write(bytes);
      return bytes.length;
    },
    closeWrite: () => connection.closeWrite(),
    close: () => connection.abort(),
  };
}
