/** The body of a request, a piece at a time, with an end to patience. @module */

import { ConnectionError, SluiceError } from "../../errors.ts";
import { MAX_DRAINED_BYTES, WEB_STALL_TIMEOUT } from "../../limits.ts";

/** Bytes written at a time. */
const GATHERED_BYTES = 512 * 1024;

/**
 * Yields the pieces of a body.
 *
 * @param stop Ends it from outside.
 * @throws {ConnectionError} code `cut`: the client has gone, or was stopped; `timeout`: it says nothing.
 */
export async function* bodyPieces(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  stop: AbortSignal,
  patience: number = WEB_STALL_TIMEOUT,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (body === null) return;
  const reader = body.getReader();
  let failure: ConnectionError | undefined;
  const end = (code: "cut" | "timeout", why: string) => {
    failure ??= new ConnectionError(code, `receive: ${why}`);
    // A read that waits then comes to its end.
    void reader.cancel().catch(() => {});
  };
  const onStop = () => end("cut", "the client came back over another connection");
  stop.addEventListener("abort", onStop);
  if (stop.aborted) onStop();
  /** Since when the client is waited for; undefined while this side is at work. */
  let waiting: number | undefined;
  // Looked at now and then: a timer for each of a million pieces would cost more than they do.
  const watch = setInterval(() => {
    if (performance.now() - (waiting ?? Infinity) > patience) {
      end("timeout", "the client fell silent");
    }
  }, patience / 4);
  let whole = false;
  try {
    for (;;) {
      waiting = performance.now();
      const { value, done } = await reader.read();
      waiting = undefined;
      if (failure !== undefined) throw failure;
      if (done) {
        whole = true;
        return;
      }
      yield value;
    }
  } catch (cause) {
    if (cause instanceof SluiceError) throw cause;
    throw new ConnectionError("cut", "receive: the connection was lost", { cause });
  } finally {
    clearInterval(watch);
    stop.removeEventListener("abort", onStop);
    if (!whole) void reader.cancel().catch(() => {});
  }
}

/**
 * Gathers pieces into larger ones, each in a buffer of its own: a disk takes a mebibyte in hardly more time
 * than the little that the network brings at once.
 */
export async function* gathered(
  pieces: AsyncIterable<Uint8Array>,
  size: number = GATHERED_BYTES,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let buffer = new Uint8Array(size);
  let at = 0;
  try {
    for await (let piece of pieces) {
      while (piece.length > 0) {
        const count = Math.min(piece.length, size - at);
        buffer.set(piece.subarray(0, count), at);
        at += count;
        piece = piece.subarray(count);
        if (at < size) continue;
        yield buffer;
        buffer = new Uint8Array(size);
        at = 0;
      }
    }
  } catch (error) {
    // What came before the break counts.
    if (at > 0) yield buffer.subarray(0, at);
    throw error;
  }
  if (at > 0) yield buffer.subarray(0, at);
}

/** Passes pieces on so that the last `count` bytes come in one piece. */
export async function* withTail(
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
  count: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let tail = new Uint8Array(0);
  for await (const piece of pieces) {
    const end = Math.max(0, piece.length - count);
    const last = new Uint8Array(tail.length + piece.length - end);
    last.set(tail);
    last.set(piece.subarray(end), tail.length);
    const cut = Math.max(0, last.length - count);
    if (cut > 0) yield last.slice(0, cut);
    if (end > 0) yield piece.subarray(0, end);
    tail = last.slice(cut);
  }
  if (tail.length > 0) yield tail;
}

/**
 * Reads a body that nobody wants, where it is short: a browser that is still sending does not look at
 * the answer.
 */
export async function drain(request: Request): Promise<void> {
  // Who asks first has sent nothing yet, and to touch the body would tell them to.
  if (request.headers.has("expect")) return;
  const length = Number(request.headers.get("content-length") ?? 0);
  if (request.bodyUsed || !(length <= MAX_DRAINED_BYTES) || request.body === null) return;
  let read = 0;
  try {
    for await (const piece of bodyPieces(request.body, new AbortController().signal, 5000)) {
      if ((read += piece.length) > MAX_DRAINED_BYTES) return;
    }
  } catch { /* it went, which is as well */ }
}
