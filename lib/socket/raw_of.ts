/** The inverse of `duplex()`. @module */

import type { Duplex, RawConnection } from "./duplex.ts";

/** Makes of a connection what TLS can be laid over. Takes the connection over. */
export function rawOf(conn: Duplex): RawConnection {
  return {
    read: (view) => conn.read(view),
    write: async (bytes) => (await conn.write(bytes), bytes.length),
    closeWrite: () => conn.closeWrite(),
    close: () => conn.abort(),
  };
}
