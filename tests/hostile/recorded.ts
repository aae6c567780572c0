/** A connection whose outgoing bytes are recorded. @module */

import type { Duplex } from "../../lib/socket/duplex.ts";
import { concat } from "../support/scripted_peer.ts";

/** A wrapper of a connection, and all bytes that were written to it. */
export function recorded(inner: Duplex): { duplex: Duplex; bytes: () => Uint8Array } {
  const chunks: Uint8Array[] = [];
  const writer = inner.writable.getWriter();
  const writable = new WritableStream<Uint8Array>({
    async write(chunk) {
      chunks.push(chunk.slice());
      await writer.write(chunk);
    },
    close: () => inner.closeWrite(),
  });
  const duplex: Duplex = {
    ...inner,
    readable: inner.readable,
    writable,
  };
  return { duplex, bytes: () => concat(...chunks) };
}
