/**
 * One connection, whatever carries it.
 *
 * `Deno.Conn`'s own streams move 64 KiB at a time and close both directions when one of them
 * ends, so these are ours: a byte stream that reads straight into the caller's buffer, and a sink
 * that writes a chunk whole before it asks for the next.
 *
 * @module
 */

import { writeAll } from "../bytes.ts";
import { ConnectionError } from "../errors.ts";

/** A two-way stream of bytes with a half-close. TCP, Unix sockets, TLS and memory look the same. */
export interface Duplex {
  /** Bytes from the peer. A byte stream: `getReader({ mode: "byob" })` reads into your buffer. */
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Bytes to the peer. A chunk may be reused once its `write()` has resolved. */
  readonly writable: WritableStream<Uint8Array>;
  /**
   * Ends our direction; the peer reads to the end, and may go on sending. A write after that rejects
   * with a `ConnectionError`, code `cut`.
   */
  closeWrite(): Promise<void>;
  /** Closes both directions at once. Pending reads and writes fail with `reason`. Idempotent. */
  abort(reason?: Error): void;
  /** The same at the end of a block: `using conn = await dial(…)`. */
  [Symbol.dispose](): void;
  /** Milliseconds since the peer was last heard: a byte of it, or the connection itself. */
  msSinceReceived(): number;
  /** Milliseconds since a byte last moved in either direction. */
  idle(): number;
  /** This end, as `tcp://127.0.0.1:7584`. */
  readonly localAddr: string;
  /** The other end. */
  readonly remoteAddr: string;
}

/** The parts of `Deno.Conn` that a {@linkcode Duplex} is made of. */
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

/** Bytes that a default reader, one without a buffer of its own, is given at a time. */
const DEFAULT_CHUNK = 64 * 1024;

/** Makes a {@linkcode Duplex} of a connection. It owns the connection from then on. */
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
    } catch { /* the runtime closed it on its own: nothing left to close */ }
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
        throw aborted ?? connectionLost(cause, "read from", remoteAddr);
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
    } catch { /* the peer has gone already: there is no direction left to end */ }
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
        // A write that had begun before `closeWrite`.
        const isOwnEnd = writeDone && cause instanceof Deno.errors.BrokenPipe;
        // Not closed here: the peer's last bytes may still wait to be read.
        throw aborted ??
          (isOwnEnd ? endedHere(remoteAddr) : connectionLost(cause, "write to", remoteAddr));
      }
    },
    close: closeWrite,
    abort() {
      writeDone = true;
      close();
    },
  });

  const abort = (reason?: Error) => {
    aborted ??= reason ?? new ConnectionError("cut", `connection to ${remoteAddr}: closed here`);
    close();
  };

  return {
    readable,
    writable,
    closeWrite,
    abort,
    [Symbol.dispose]: abort,
    msSinceReceived: () => performance.now() - last,
    idle: () => performance.now() - moved,
    localAddr,
    remoteAddr,
  };
}

/** The error of a write after {@linkcode Duplex.closeWrite}, which the peer has no part in. */
function endedHere(remoteAddr: string): ConnectionError {
  return new ConnectionError("cut", `write to ${remoteAddr}: this side has ended its direction`);
}

/** Says what became of a connection that failed in use. */
function connectionLost(cause: unknown, doing: string, remoteAddr: string): ConnectionError {
  const what = cause instanceof Deno.errors.ConnectionReset
    ? "the peer reset the connection"
    : cause instanceof Deno.errors.BrokenPipe
    ? "the peer has closed the connection"
    : cause instanceof Deno.errors.TimedOut
    ? "the network gave up"
    : cause instanceof Deno.errors.UnexpectedEof
    ? "the connection ended without TLS's own end: it was cut, or the peer hung up"
    : cause instanceof Error
    ? cause.message
    : String(cause);
  return new ConnectionError("cut", `${doing} ${remoteAddr}: ${what}`, {
    cause,
    ...cause instanceof Deno.errors.ConnectionReset && { reason: "reset" as const },
  });
}
