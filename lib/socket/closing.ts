/** The ways to close a connection, the same for every transport. @module */

import { settlesWithin } from "../async.ts";
import { GRACE_PERIOD, MAX_DRAIN_BYTES } from "../limits.ts";

/** What {@linkcode closing} needs of a connection. */
export interface Closable {
  /** Reads at most `view.length` bytes; null at the end. Rejects while another read is pending. */
  read(view: Uint8Array<ArrayBuffer>): Promise<number | null>;
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
   * once while a read is pending or a reader holds the readable. Never rejects. Idempotent.
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
  let draining: Promise<void> | undefined;
  await settlesWithin(conn.closeWrite().then(() => draining = drain(conn)), GRACE_PERIOD);
  conn.abort();
  // Its read has been rejected, so that the next one is not refused as a second.
  await draining;
}

/** Takes the bytes that all connections discard. */
const scrap = new Uint8Array(64 * 1024);

/**
 * Reads to the peer's end. Closing a socket with unread bytes sends a reset, after which the peer may lose
 * bytes that it has not read yet (RFC 1122, section 4.2.2.13).
 */
async function drain(conn: Closable): Promise<void> {
  try {
    for (let count = 0; count <= MAX_DRAIN_BYTES;) {
      const more = await conn.read(scrap);
      if (more === null) return;
      count += more;
    }
  } catch {
    // Ignored: everything was sent. The bytes belong to another read, or the peer has closed.
  }
}
