/**
 * One connection over any transport.
 *
 * The streams of `Deno.Conn` move 64 KiB at a time and close both directions when one of them ends. Here
 * reads fill the caller's buffer, a chunk is written whole before the next, and each direction ends alone.
 *
 * @module
 */

import { ConnectionError } from "../errors.ts";
import { shortAddress } from "./address.ts";
import { type Closing, closing } from "./closing.ts";
import { connectionLost, endedHere } from "./connection_lost.ts";
import { readableOf, writableOf } from "./duplex_streams.ts";
import { readThrough, writeThrough } from "./through_streams.ts";

/**
 * A two-way stream of bytes with a half-close, over TCP, TLS, a Unix socket or memory.
 *
 * `read` and `write` cost the least; `readable` and `writable` fit the web's streams. Both ways see the same
 * bytes, the same end and the same errors. While a reader or a writer holds a stream, the direct way of that
 * direction rejects with a `TypeError`.
 */
export interface Duplex extends Closing {
  /**
   * Reads at least one byte and at most `view.length`; 0 only for an empty view. Null at the peer's end.
   * Rejects with a `TypeError` while another read is pending.
   */
  read(view: Uint8Array<ArrayBuffer>): Promise<number | null>;
  /**
   * Writes all of the bytes, after those of earlier calls. They may be changed once it has resolved: the
   * system has accepted them then, which does not mean that the peer has received them.
   */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Bytes from the peer. A byte stream: `getReader({ mode: "byob" })` reads into your buffer. Made at the
   * first access, after which `read` takes its turn in the stream and is slower.
   */
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  /**
   * Bytes to the peer. A chunk may be reused once its `write()` has resolved. Made at the first access, after
   * which the direct `write` takes its turn in the stream and is slower.
   */
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

/** The result of a read after the peer's end. */
const ENDED = Promise.resolve(null);
const NOTHING = new Uint8Array();

/**
 * Makes a {@linkcode Duplex} of a connection, and takes the connection over.
 *
 * ```ts
 * import { duplex } from "./duplex.ts";
 * const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
 * const raw = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
 * using conn = duplex(raw, "tcp://here", "tcp://there");
 * await conn.write(new TextEncoder().encode("hello"));
 * await conn.closeWrite();
 * listener.close();
 * ```
 */
export function duplex(raw: RawConnection, localAddr: string, remoteAddr: string): Duplex {
  let aborted: Error | undefined;
  let closed = false;
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

  // The functions of this scope serve all reads and writes, so that none makes a closure or waits for more
  // than the one promise of the runtime.
  let readable: Duplex["readable"] | undefined;
  let reading = false;
  let readDone = false;
  let readFailure: Error | undefined;

  const received = (count: number | null) => {
    reading = false;
    last = moved = performance.now();
    if (count === null) endReading();
    return count;
  };
  const endReading = () => {
    readDone = true;
    closeWhenBothEnded();
  };
  const readFailed = (cause: unknown): never => {
    reading = false;
    close();
    throw readFailure ??= aborted ?? connectionLost(cause, remoteAddr);
  };
  const readRaw = (view: Uint8Array<ArrayBuffer>): Promise<number | null> => {
    if (readDone) return ENDED;
    if (readFailure !== undefined) return Promise.reject(readFailure);
    if (reading) return Promise.reject(aborted ?? readTwice(remoteAddr));
    if (view.length === 0) return Promise.resolve(0);
    reading = true;
    return raw.read(view).then(received, readFailed);
  };

  let writable: Duplex["writable"] | undefined;
  let writes = 0;
  /** What the last of the pending writes resolves to. */
  let written: Promise<void> = Promise.resolve();
  /** What the current write has still to send. */
  let rest: Uint8Array = NOTHING;
  let writeDone = false;
  let writeFailure: Error | undefined;

  const wrote = (count: number): void | Promise<void> => {
    moved = performance.now();
    if (count < rest.length) return writeRest(count);
    endWrite();
  };
  const writeRest = async (count: number) => {
    try {
      while ((rest = rest.subarray(count)).length > 0) {
        count = await raw.write(rest);
        moved = performance.now();
      }
    } catch (cause) {
      writeFailed(cause);
    }
    endWrite();
  };
  const endWrite = () => {
    writes--;
    rest = NOTHING;
  };
  const writeFailed = (cause: unknown): never => {
    endWrite();
    // The write had begun before `closeWrite`.
    const isOwnEnd = writeDone && cause instanceof Deno.errors.BrokenPipe;
    // Not closed here: the peer's last bytes may still wait to be read.
    throw writeFailure ??= aborted ??
      (isOwnEnd ? endedHere(remoteAddr) : connectionLost(cause, remoteAddr));
  };
  const writeNow = (bytes: Uint8Array): Promise<void> => {
    const failure = writeFailure ?? (writeDone ? endedHere(remoteAddr) : undefined);
    if (failure === undefined && bytes.length > 0) {
      rest = bytes;
      return raw.write(bytes).then(wrote, writeFailed);
    }
    endWrite();
    return failure === undefined ? Promise.resolve() : Promise.reject(failure);
  };
  const writeRaw = (bytes: Uint8Array): Promise<void> => {
    if (writes++ === 0) return written = writeNow(bytes);
    const next = () => writeNow(bytes);
    return written = written.then(next, next);
  };

  const closeWrite = async () => {
    if (writeDone) return;
    writeDone = true;
    try {
      if (!closed) await raw.closeWrite();
    } catch { /* the peer has already closed the connection */ }
    closeWhenBothEnded();
  };
  const abort = (reason?: Error) => {
    aborted ??= reason ??
      new ConnectionError("cut", `The connection to ${shortAddress(remoteAddr)} was closed`);
    close();
  };
  const abortWrite = () => {
    writeDone = true;
    close();
  };

  return closing({
    read: (view: Uint8Array<ArrayBuffer>) =>
      readable === undefined || readDone ? readRaw(view) : readThrough(readable, view),
    write: (bytes: Uint8Array) =>
      writable === undefined ? writeRaw(bytes) : writeThrough(writable, bytes),
    get readable() {
      return readable ??= readableOf(readRaw, endReading);
    },
    get writable() {
      return writable ??= writableOf(writeRaw, closeWrite, abortWrite);
    },
    closeWrite,
    abort,
    msSinceReceived: () => performance.now() - last,
    idle: () => performance.now() - moved,
    localAddr,
    remoteAddr,
  });
}

function readTwice(remoteAddr: string): TypeError {
  return new TypeError(`Cannot read from ${shortAddress(remoteAddr)}: another read is pending`);
}
