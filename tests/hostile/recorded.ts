/** A connection whose outgoing bytes are recorded. @module */

import type { Duplex } from "../../lib/socket/duplex.ts";
import { concat } from "../support/scripted_peer.ts";

/** A wrapper of a connection, and all bytes that were written to it. */
export function recorded(inner: Duplex): { duplex: Duplex; bytes: () => Uint8Array } {
  const chunks: Uint8Array[] = [];
  const write = async (chunk: Uint8Array) => {
    chunks.push(chunk.slice());
    await inner.write(chunk);
  };
  const writable = new WritableStream<Uint8Array>({ write, close: () => inner.closeWrite() });
  const duplex: Duplex = Object.create(inner, {
    write: { value: write },
    writable: { value: writable },
  });
  return { duplex, bytes: () => concat(...chunks) };
}
