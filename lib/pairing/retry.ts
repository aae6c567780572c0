/** Retries after a connection was lost during a transfer. @module */

import { sleep } from "../async.ts";
import { ConnectionError, type ErrorCode, SluiceError } from "../errors.ts";

/** Milliseconds before the first retry; doubled each time up to {@linkcode LONGEST_DELAY}. */
const FIRST_DELAY = 250;
/** Milliseconds between two attempts at most. */
const LONGEST_DELAY = 4000;
/** Attempts at a peer that is busy. */
const MAX_TRIES = 8;

/** Options of {@linkcode withRetry}. */
export interface RetryOptions {
  /** Milliseconds to retry after a loss; 0: no retry. */
  time: number;
  /** Ends the waiting. */
  signal: AbortSignal;
  /** Called when a connection was lost, with the milliseconds for which it will be retried. */
  onLost: (error: ConnectionError, time: number) => void;
}

/** The state of one attempt. Once the two sides have agreed, a loss is worth a retry. */
export interface Attempt {
  /** Set by the attempt once the two sides have agreed. */
  agreed: boolean;
  /** Set by the attempt once content has moved; only then the time begins anew. @default {agreed} */
  moved?: boolean;
  /** 0 for the first. */
  number: number;
  /** Aborts when the time for a new connection has passed. */
  deadline: AbortSignal;
}

/** Whether an error means that the network, not the peer, ended the session. */
export function isLoss(error: unknown): error is ConnectionError {
  return error instanceof ConnectionError && !error.remote &&
    (error.code === "cut" || error.code === "timeout" || error.code === "unavailable");
}

/**
 * Whether a transfer that ended with this error may have left a part to resume.
 *
 * ```ts
 * import { isResumable } from "./retry.ts";
 * import { ConnectionError } from "../errors.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(isResumable(new ConnectionError("cut", "read: the connection ended")), true);
 * ```
 */
export function isResumable(error: unknown): boolean {
  if (isLoss(error)) return true;
  const codes: ErrorCode[] = ["interrupted", "peer_interrupted", "no_space", "io"];
  return error instanceof SluiceError && codes.includes(error.code);
}

/**
 * Runs an attempt, and retries with back-off while it fails because the connection was lost. Each
 * attempt in which the sides agreed and content moved restarts the time.
 *
 * @throws what the last attempt threw; the first loss rather than "nothing listens there".
 *
 * @example Usage
 * ```ts
 * import { withRetry } from "./retry.ts";
 * import { ConnectionError } from "../errors.ts";
 * import { assertEquals } from "@std/assert";
 * const number = await withRetry(async (attempt) => {
 *   attempt.agreed = true;
 *   if (attempt.number === 0) throw new ConnectionError("cut", "read: the connection ended");
 *   return attempt.number;
 * }, {
 *   time: 10_000,
 *   signal: new AbortController().signal,
 *   onLost: (error) => console.error(error.message),
 * });
 * assertEquals(number, 1);
 * ```
 */
export async function withRetry<T>(
  run: (attempt: Attempt) => Promise<T>,
  { time, signal, onLost }: RetryOptions,
): Promise<T> {
  let lost: ConnectionError | undefined;
  let until = 0;
  let delay = FIRST_DELAY;
  for (let number = 0;; number++) {
    const left = until - performance.now();
    const deadline = lost === undefined
      ? signal
      : AbortSignal.any([signal, AbortSignal.timeout(Math.max(1, left))]);
    const attempt: Attempt = { agreed: false, number, deadline };
    const start = performance.now();
    try {
      return await run(attempt);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const over = deadline.aborted && lost !== undefined;
      if (!over && !isLoss(error)) throw error;
      if (attempt.agreed && isLoss(error)) {
        if (time === 0) throw error;
        if (lost === undefined || (attempt.moved ?? true)) until = performance.now() + time;
        // A peer that accepts and leaves at once is dialled ever more slowly.
        if (performance.now() - start >= LONGEST_DELAY) delay = FIRST_DELAY;
        lost = error;
        onLost(error, time);
      } else if (lost === undefined) {
        throw error;
      }
    }
    if (performance.now() + delay >= until) throw lost;
    await sleep(delay, signal);
    delay = Math.min(delay * 2, LONGEST_DELAY);
  }
}

/** Options of {@linkcode whileBusy}. */
export interface BusyOptions {
  /** Ends the waiting. */
  signal: AbortSignal;
  /** Called once if the peer is busy. */
  onBusy: () => void;
}

/**
 * Connects, and retries with back-off while the peer closes the connection before it has seen a
 * code. No guess is used up by that.
 *
 * @throws what the last attempt threw.
 */
export async function whileBusy<T>(
  connect: () => Promise<T>,
  { signal, onBusy }: BusyOptions,
): Promise<T> {
  let delay = FIRST_DELAY;
  for (let tries = 1;; tries++) {
    try {
      return await connect();
    } catch (error) {
      const isBusy = error instanceof ConnectionError && error.code === "cut" &&
        error.reason !== "not_encrypted";
      if (!isBusy || signal.aborted || tries === MAX_TRIES) throw error;
    }
    if (tries === 1) onBusy();
    await sleep(delay, signal);
    delay = Math.min(delay * 2, LONGEST_DELAY);
  }
}
