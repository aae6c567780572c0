/**
 * One connection over any transport.
 *
 * The streams of `Deno.Conn` move 64 KiB at a time and close both directions when one of them ends. These
 * read straight into the caller's buffer, write a chunk whole before they take the next, and half-close.
 *
 * @module
 */

import { writeAll } from "../bytes.ts";
import { ConnectionError } from "../errors.ts";
import { shortAddress } from "./address.ts";
import { type Closing, closing } from "./closing.ts";

/** A two-way stream of bytes with a half-close, over TCP, TLS, a Unix socket or memory. */
export interface Duplex extends Closing {
  /** Bytes from the peer. A byte stream: `getReader({ mode: "byob" })` reads into your buffer. */
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Bytes to the peer. A chunk may be reused once its `write()` has resolved. */
  readonly writable: WritableStream<Uint8Array>;
  /**
   * Ends our direction; the peer reads to the end, and may go on sending. A write after that rejects
   * with a `ConnectionError`, code `cut`.
   */
  closeWrite(): Promise<void>;
  /** Closes both directions at once. Pending reads and writes reject with `reason`. Idempotent. */
  abort(reason?: Error): void;
  /** Milliseconds since a byte was last received, or since the connection was made. */
  msSinceReceived(): number;
  /** Milliseconds since a byte was last sent or received, or since the connection was made. */
  idle(): number;
  /** The local address, as `tcp://127.0.0.1:7584`. */
  readonly localAddr: string;
  /** The peer's address. */
  readonly remoteAddr: string;
}

/** The part of `Deno.Conn` that a {@linkcode Duplex} needs. */
export interface RawConnection {
  /** Reads at most `buffer.length` bytes; null at the end. */
  read(buffer: Uint8Array<ArrayBuffer>): Promise<number | null>;
  /** Writes some of `bytes`; resolves to how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Half-closes. */
  closeWrite(): Promise<void>;
  /** Closes. */
  close(): void;
}

/** Bytes of a chunk for a reader without a buffer of its own. */
const DEFAULT_CHUNK = 64 * 1024;

/**
 * Makes a {@linkcode Duplex} of a connection, and takes the connection over.
 *
 * ```ts
 * import { duplex } from "./duplex.ts";
 * const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
 * const raw = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
 * using conn = duplex(raw, "tcp://here", "tcp://there");
 * await conn.closeWrite();
 * listener.close();
 * ```
 */
export function duplex(raw: RawConnection, localAddr: string, remoteAddr: string): Duplex {
  let aborted: Error | undefined;
  let closed = false;
  let readDone = false;
  let writeDone = false;
  let last = performance.now();
  let moved = last;

  const close = () => {
    if (closed) return;
    closed = true;
    try {
      raw.close();
    } catch { /* already closed by the runtime */ }
  };
  const closeWhenBothEnded = () => {
    if (readDone && writeDone) close();
  };
  const source: UnderlyingByteSource = {
    type: "bytes",
    autoAllocateChunkSize: DEFAULT_CHUNK,
    async pull(controller) {
      const request = controller.byobRequest!;
      let count: number | null;
      try {
        count = await raw.read(request.view as Uint8Array<ArrayBuffer>);
      } catch (cause) {
        close();
        throw aborted ?? connectionLost(cause, remoteAddr);
      }
      last = moved = performance.now();
      if (count === null) {
        readDone = true;
        controller.close();
        request.respond(0);
        closeWhenBothEnded();
      } else {
        request.respond(count);
      }
    },
    cancel() {
      readDone = true;
      closeWhenBothEnded();
    },
  };
  const readable = new ReadableStream(source, { highWaterMark: 0 });

  const closeWrite = async () => {
    if (writeDone) return;
    writeDone = true;
    try {
      if (!closed) await raw.closeWrite();
    } catch { /* the peer has already closed the connection */ }
    closeWhenBothEnded();
  };

  const counted = {
    async write(bytes: Uint8Array) {
      const count = await raw.write(bytes);
      moved = performance.now();
      return count;
    },
  };
  const writable = new WritableStream<Uint8Array>({
    async write(chunk) {
      if (writeDone) throw endedHere(remoteAddr);
      try {
        await writeAll(counted, chunk);
      } catch (cause) {
        // The write had begun before `closeWrite`.
        const isOwnEnd = writeDone && cause instanceof Deno.errors.BrokenPipe;
        // Not closed here: the peer's last bytes may still wait to be read.
        throw aborted ??
          (isOwnEnd ? endedHere(remoteAddr) : connectionLost(cause, remoteAddr));
      }
    },
    close: closeWrite,
    abort() {
      writeDone = true;
      close();
    },
  });

  const abort = (reason?: Error) => {
    aborted ??= reason ??
      new ConnectionError("cut", `The connection to ${shortAddress(remoteAddr)} was closed`);
    close();
  };

  return closing({
    readable,
    writable,
    closeWrite,
    abort,
    msSinceReceived: () => performance.now() - last,
    idle: () => performance.now() - moved,
    localAddr,
    remoteAddr,
  });
}

/** The error of a write after {@linkcode Duplex.closeWrite}, which the peer has no part in. */
function endedHere(remoteAddr: string): ConnectionError {
  return new ConnectionError(
    "cut",
    `Cannot write to ${shortAddress(remoteAddr)}: this direction is closed`,
  );
}

/** The error for a failed read or write. */
function connectionLost(cause: unknown, remoteAddr: string): ConnectionError {
  // The connection below has described it.
  if (cause instanceof ConnectionError) return cause;
  const peer = shortAddress(remoteAddr);
  const what = cause instanceof Deno.errors.ConnectionReset
    ? `${peer} reset it`
    : cause instanceof Deno.errors.BrokenPipe
    ? `${peer} has closed it`
    : cause instanceof Deno.errors.TimedOut
    ? `the network to ${peer} does not respond`
    : cause instanceof Deno.errors.UnexpectedEof
    ? `${peer} ended it without the end of TLS`
    : `${peer}: ${cause instanceof Error ? cause.message : cause}`;
  return new ConnectionError("cut", `Connection lost: ${what}`, {
    cause,
    ...cause instanceof Deno.errors.ConnectionReset && { reason: "reset" as const },
  });
}
