/** A connection as a stream of Node.js, for `node:tls`. @module */

import type { Duplex } from "node:stream";
import { writeAll } from "../bytes.ts";
import type { RawConnection } from "./duplex.ts";

/** The result of {@linkcode nodeStream}. */
export interface NodeStream {
  /** The bytes. It has no end: see {@linkcode nodeStream}. */
  stream: Duplex;
  /** Whether the connection has ended. */
  ended(): boolean;
  /** Sets the function that is called at the end of the connection. */
  onEnd(call: () => void): void;
  /** Reads only while the stream above has few bytes: `node:tls` reads on however many it has (Deno 2.9). */
  limit(above: { readonly readableLength: number }): void;
  /** Reads on after the stream above has been read. */
  resume(): void;
}

/** Bytes of a read: more than a TLS record. */
const CHUNK = 64 * 1024;
/** Bytes in the stream above from which nothing more is read: fewer than its own limit. */
const MAX_BUFFERED = CHUNK / 2;

/**
 * Adapts a connection, and takes it over. The end of the connection is kept from the stream: `node:tls`
 * ends its own stream for a `close_notify` and for the end of TCP alike, and only the first is a proper end
 * (RFC 8446, section 6.1).
 */
export async function nodeStream(raw: RawConnection): Promise<NodeStream> {
  const { Duplex } = await import("node:stream");
  let ended = false;
  let atEnd = () => {};
  let reading = false;
  let waiting = false;
  let above = { readableLength: 0 };
  const readMore = () => {
    if (reading || ended) return;
    waiting = above.readableLength > MAX_BUFFERED;
    if (waiting) return;
    reading = true;
    const buffer = new Uint8Array(CHUNK);
    raw.read(buffer).then((count) => {
      reading = false;
      if (count !== null) return void stream.push(buffer.subarray(0, count));
      ended = true;
      atEnd();
    }, (error) => void stream.destroy(error));
  };
  const stream: Duplex = new Duplex({
    allowHalfOpen: true,
    read: readMore,
    write(bytes: Uint8Array, _encoding, done) {
      writeAll(raw, bytes).then(() => done(), done);
    },
    final(done) {
      raw.closeWrite().then(() => done(), done);
    },
    destroy(error, done) {
      try {
        raw.close();
      } catch { /* already closed by the runtime */ }
      done(error);
    },
  });
  return {
    stream,
    ended: () => ended,
    onEnd: (call) => void (atEnd = call),
    limit: (socket) => void (above = socket),
    resume: () => waiting && readMore(),
  };
}
