/**
 * Joins a connection to this side's input and output, under one policy for how it ends.
 *
 * The end of our input ends our direction only; the peer's answer is read to its own end. The peer's
 * end ends its direction only; what our input still has is sent on. Where a person types, the peer's
 * end is the end. `linger` bounds the wait for a peer that never ends.
 *
 * @module
 */

import { GRACE_PERIOD, IDLE_CHECK_INTERVAL } from "../limits.ts";
import { ConnectionError } from "../errors.ts";
import type { Duplex } from "./duplex.ts";
import { readChunks } from "./read_chunks.ts";

/** This side of a {@linkcode splice}. */
export interface LocalEnds {
  /** What is sent. */
  input: ReadableStream<Uint8Array>;
  /** Takes what arrives; resolves when it wants more. */
  output: (bytes: Uint8Array) => Promise<void>;
}

/** Options of {@linkcode splice}. */
export interface SpliceOptions {
  /** Which directions carry something. Default "both". */
  directions?: "both" | "send" | "receive";
  /** Ends with the peer rather than with our input: for a person at the keyboard. Default false. */
  endWithPeer?: boolean;
  /** Milliseconds to wait for the peer's end after our own. Default: as long as it takes. */
  linger?: number;
  /** Milliseconds without a byte in either direction. Default: as long as it takes. */
  idle?: number;
  /** Gives up. */
  signal?: AbortSignal;
  /** Shown every piece before it is sent or given to the output. Default: nobody is. */
  onBytes?: (direction: "sent" | "received", bytes: Uint8Array) => void;
}

/** What a {@linkcode splice} moved. */
export interface SpliceResult {
  /** Bytes sent. */
  sent: number;
  /** Bytes received. */
  received: number;
}

/**
 * Moves bytes both ways until both directions have ended.
 *
 * @throws {ConnectionError} `cut`: the connection did not last, or the peer left before it was sent
 * everything; `lingered`: the peer did not end in time; `timeout`: nothing moved.
 * @throws what `input` and `output` throw.
 *
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
  const { directions = "both", endWithPeer = false, onBytes, signal, linger, idle } = options;
  const result = { sent: 0, received: 0 };
  const reader = directions === "receive" ? undefined : input.getReader();
  const clocks = new Clocks(conn, idle);
  let peerEnded = false;

  const send = async () => {
    if (reader === undefined) return;
    const writer = conn.writable.getWriter();
    for (let chunk; (chunk = (await reader.read()).value) !== undefined;) {
      onBytes?.("sent", chunk);
      await writer.write(chunk);
      result.sent += chunk.length;
    }
    // Somebody who types was cut short by the peer's end; that is how such a conversation ends.
    await conn.closeWrite();
    if (linger !== undefined && !peerEnded) clocks.startLinger(linger);
  };
  const receive = async () => {
    for await (const chunk of readChunks(conn, { first: 16 * 1024, largest: 1024 * 1024 })) {
      if (directions === "send") continue;
      onBytes?.("received", chunk);
      result.received += chunk.length;
      await output(chunk);
    }
    peerEnded = true;
    clocks.stopLinger();
    if (endWithPeer) await reader?.cancel();
    if (reader === undefined) await conn.closeWrite();
  };

  const giveUp = () => conn.abort(signal!.reason);
  signal?.addEventListener("abort", giveUp);
  if (signal?.aborted) giveUp();
  try {
    await bothOrFirstFailure(send(), receive(), conn);
    return result;
  } catch (error) {
    throw signal?.aborted ? signal.reason : clocks.fired ?? error;
  } finally {
    signal?.removeEventListener("abort", giveUp);
    clocks.stop();
    conn.abort();
    // Also frees the process from a read that waits for a key.
    reader?.cancel().catch(() => {});
  }
}

/**
 * When sending fails, what the peer said before it left may still wait to be read: its reason, often.
 * When receiving fails there is nobody left to send to.
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
    // The input may wait for a person: its end is not awaited.
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

/** What may end a splice for lack of time. */
class Clocks {
  /** Why it was ended, once it was. */
  fired: ConnectionError | undefined;
  readonly #conn: Duplex;
  #linger: ReturnType<typeof setTimeout> | undefined;
  #idle: ReturnType<typeof setInterval> | undefined;

  constructor(conn: Duplex, idle: number | undefined) {
    this.#conn = conn;
    if (idle === undefined) return;
    this.#idle = setInterval(() => {
      if (conn.idle() >= idle) this.#fire("timeout", `nothing moved for ${idle / 1000} s`);
    }, Math.min(IDLE_CHECK_INTERVAL, Math.ceil(idle / 4)));
  }

  startLinger(time: number): void {
    this.#linger = setTimeout(
      () =>
        this.#fire("lingered", `everything was sent, but it did not end within ${time / 1000} s`),
      time,
    );
  }

  stopLinger(): void {
    clearTimeout(this.#linger);
  }

  stop(): void {
    clearTimeout(this.#linger);
    clearInterval(this.#idle);
  }

  #fire(code: "lingered" | "timeout", what: string): void {
    this.fired ??= new ConnectionError(code, `wait for ${this.#conn.remoteAddr}: ${what}`);
    this.#conn.abort(this.fired);
  }
}
