/**
 * Connects a connection to this side's input and output.
 *
 * The end of the input ends this side's direction only; the peer's answer is read to its own end. The
 * peer's end ends its direction only; the rest of the input is still sent, unless `waitForInput` says
 * otherwise. `linger` limits the wait of one direction for the end of the other.
 *
 * @module
 */

import { GRACE_PERIOD, IDLE_CHECK_INTERVAL } from "../limits.ts";
import { ConnectionError } from "../errors.ts";
import { shortAddress } from "./address.ts";
import type { Duplex } from "./duplex.ts";
import { ReadBuffer } from "./read_buffer.ts";

/** This side of a {@linkcode splice}. */
export interface LocalEnds {
  /** The bytes to send. */
  input: ReadableStream<Uint8Array>;
  /** Takes received bytes. Resolves when it can take more. */
  output: (bytes: Uint8Array) => Promise<void>;
}

/** Options of {@linkcode splice}. */
export interface SpliceOptions {
  /** The directions that carry data. @default {"both"} */
  directions?: "both" | "send" | "receive";
  /**
   * Milliseconds without input that end the splice once the peer has ended. 0 ends it with the peer, for an
   * input that a person is typing. The input must go on where it was left, if it is used again: a pending
   * read is cancelled. @default {Infinity}
   */
  waitForInput?: number;
  /**
   * Milliseconds to wait for the peer's end after this side's, and for input after the peer's end.
   * @default {Infinity}
   */
  linger?: number;
  /** Milliseconds without a byte in either direction. @default {Infinity} */
  idle?: number;
  /** Ends the splice with its reason. */
  signal?: AbortSignal;
  /** Called with every chunk before it is sent or passed to the output. */
  onBytes?: (direction: "sent" | "received", bytes: Uint8Array) => void;
}

/** The amounts that a {@linkcode splice} moved. */
export interface SpliceResult {
  /** Bytes sent. */
  sent: number;
  /** Bytes received. */
  received: number;
}

/**
 * Moves bytes both ways until both directions have ended.
 *
 * @throws {ConnectionError} code `cut` if the connection fails or the peer closes it too early,
 * `lingered` if one side does not end in time after the other, `timeout` if nothing moves.
 * @throws the signal's reason once it is aborted.
 * @throws what `input` and `output` throw.
 *
 * @example Usage
 * ```ts
 * import { splice } from "./splice.ts";
 * import { memoryPair } from "./memory_pair.ts";
 * import { assertEquals } from "@std/assert";
 * const [here, there] = memoryPair();
 * const answered = there.readable.pipeTo(there.writable);
 * const input = ReadableStream.from([new Uint8Array(3)]);
 * const result = await splice(here, { input, output: async () => {} });
 * await answered;
 * assertEquals(result, { sent: 3, received: 3 });
 * ```
 */
export async function splice(
  conn: Duplex,
  { input, output }: LocalEnds,
  options: SpliceOptions = {},
): Promise<SpliceResult> {
  const { directions = "both", waitForInput, onBytes, signal, linger, idle } = options;
  const result = { sent: 0, received: 0 };
  const reader = directions === "receive" ? undefined : input.getReader();
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(() => {});
  // The end of the connection ends neither a read of an idle input nor a write to an output that stalls.
  const stop = (reason: Error) => {
    stopped.reject(reason);
    conn.abort(reason);
  };
  const endInput = () => void reader?.cancel().catch(() => {});
  const clocks = new Clocks(conn, stop, idle);
  let peerEnded = false;
  let reading = false;

  const startInputClock = () => {
    if (!peerEnded || !reading) return;
    if (waitForInput !== undefined) clocks.start(waitForInput, endInput);
    else if (linger !== undefined) clocks.startLinger(linger, "input");
  };
  const nextInput = async (from: ReadableStreamDefaultReader<Uint8Array>) => {
    reading = true;
    startInputClock();
    const { value } = await from.read();
    reading = false;
    clocks.stopLinger();
    return value;
  };
  const send = async () => {
    if (reader === undefined) return;
    for (let chunk; (chunk = await nextInput(reader)) !== undefined;) {
      onBytes?.("sent", chunk);
      await conn.write(chunk);
      result.sent += chunk.length;
    }
    await conn.closeWrite();
    if (linger !== undefined && !peerEnded) clocks.startLinger(linger, "peer");
  };
  const receive = async () => {
    const buffer = new ReadBuffer({ first: 16 * 1024, largest: 1024 * 1024 });
    for (let count; (count = await conn.read(buffer.view)) !== null;) {
      const chunk = buffer.take(count);
      if (directions === "send") continue;
      onBytes?.("received", chunk);
      result.received += chunk.length;
      await output(chunk);
    }
    peerEnded = true;
    clocks.stopLinger();
    startInputClock();
    if (reader === undefined) await conn.closeWrite();
  };

  const giveUp = () => stop(signal!.reason);
  signal?.addEventListener("abort", giveUp);
  if (signal?.aborted) giveUp();
  try {
    await Promise.race([stopped.promise, bothOrFirstFailure(send(), receive(), conn)]);
    return result;
  } catch (error) {
    throw signal?.aborted ? signal.reason : clocks.fired ?? error;
  } finally {
    signal?.removeEventListener("abort", giveUp);
    clocks.stop();
    conn.abort();
    // Also ends a pending read of a terminal, which would keep the process alive.
    endInput();
  }
}

/**
 * Waits for both directions. After a failure to send, receiving goes on for a moment: the peer may have
 * sent a reason before it closed the connection. After a failure to receive, sending ends at once.
 */
async function bothOrFirstFailure(
  sending: Promise<void>,
  receiving: Promise<void>,
  conn: Duplex,
): Promise<void> {
  let failure: { error: unknown } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const sent = sending.catch((error) => {
    failure ??= { error };
    timer = setTimeout(() => conn.abort(), GRACE_PERIOD);
  });
  const received = receiving.catch((error) => {
    failure ??= { error };
    conn.abort();
    // Does not wait for the input, which may be a person typing.
    throw error;
  });
  try {
    await Promise.all([received, sent]);
  } catch {
    /* kept in failure */
  } finally {
    clearTimeout(timer);
  }
  if (failure) throw failure.error;
}

/** The time limits of a splice. */
class Clocks {
  /** The error, once a limit has passed. */
  fired: ConnectionError | undefined;
  readonly #conn: Duplex;
  readonly #end: (reason: Error) => void;
  #linger: ReturnType<typeof setTimeout> | undefined;
  #idle: ReturnType<typeof setInterval> | undefined;

  constructor(conn: Duplex, end: (reason: Error) => void, idle: number | undefined) {
    this.#conn = conn;
    this.#end = end;
    if (idle === undefined) return;
    this.#idle = setInterval(() => {
      if (conn.idle() >= idle) {
        this.#fire("timeout", `${this.#peer} was idle for ${idle / 1000} s`);
      }
    }, Math.min(IDLE_CHECK_INTERVAL, Math.ceil(idle / 4)));
  }

  startLinger(time: number, late: "peer" | "input"): void {
    const what = late === "peer"
      ? `${this.#peer} did not end within ${time / 1000} s after everything was sent`
      : `no input for ${time / 1000} s after ${this.#peer} had ended`;
    this.start(time, () => this.#fire("lingered", what));
  }

  start(time: number, then: () => void): void {
    clearTimeout(this.#linger);
    this.#linger = setTimeout(then, time);
  }

  stopLinger(): void {
    clearTimeout(this.#linger);
  }

  stop(): void {
    clearTimeout(this.#linger);
    clearInterval(this.#idle);
  }

  get #peer(): string {
    return shortAddress(this.#conn.remoteAddr);
  }

  #fire(code: "lingered" | "timeout", what: string): void {
    this.fired ??= new ConnectionError(code, `Connection closed: ${what}`);
    this.#end(this.fired);
  }
}
