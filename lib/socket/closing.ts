/** The ways to close a connection, the same for every transport. @module */

import { settlesWithin } from "../async.ts";
import { GRACE_PERIOD, MAX_DRAIN_BYTES } from "../limits.ts";

/** What {@linkcode closing} needs of a connection. */
export interface Closable {
  /** Bytes from the peer. */
  readonly readable: ReadableStream<Uint8Array>;
  /** Ends this side's direction. Must not reject. */
  closeWrite(): Promise<void>;
  /** Closes both directions at once. */
  abort(reason?: Error): void;
}

/** What {@linkcode closing} adds to a connection. */
export interface Closing {
  /**
   * Ends this side's direction, discards what the peer still sends, and closes the connection: at the
   * peer's end, after {@linkcode GRACE_PERIOD} milliseconds or {@linkcode MAX_DRAIN_BYTES} bytes, or at
   * once while a reader holds the readable. Never rejects. Idempotent.
   */
  close(): Promise<void>;
  /** Aborts the connection at the end of a block: `using conn = await dial(…)`. */
  [Symbol.dispose](): void;
  /** Closes the connection at the end of a block: `await using conn = await dial(…)`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Adds the ways to close to a connection, and returns it. */
export function closing<T extends Closable>(conn: T): T & Closing {
  let closed: Promise<void> | undefined;
  const close = () => closed ??= closeGently(conn);
  return Object.assign(conn, {
    close,
    [Symbol.dispose]: () => conn.abort(),
    [Symbol.asyncDispose]: close,
  });
}

/** The limit includes `closeWrite`: TLS and records flush first, which a stalled peer can prevent. */
async function closeGently(conn: Closable): Promise<void> {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const drained = conn.closeWrite().then(async () => {
    if (conn.readable.locked) return;
    // A default reader: after one has seen the end, a later BYOB read never resolves (Deno 2.9).
    reader = conn.readable.getReader();
    await drain(reader);
  });
  await settlesWithin(drained, GRACE_PERIOD);
  conn.abort();
  reader?.releaseLock();
}

/**
 * Reads to the peer's end. Closing a socket with unread bytes sends a reset, after which the peer may lose
 * bytes that it has not read yet (RFC 1122, section 4.2.2.13).
 */
async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    for (let count = 0; count <= MAX_DRAIN_BYTES;) {
      const { done, value } = await reader.read();
      if (done) return;
      count += value.length;
    }
  } catch {
    // Ignored: everything was sent, and a failure here is the peer's way to close.
  }
}
