/** Pauses, time limits, and waits that an `AbortSignal` ends. @module */

/** Calls back after a number of milliseconds, never after `Infinity`. Returns what `clearTimeout` takes. */
export function setLimit(
  milliseconds: number,
  act: () => void,
): ReturnType<typeof setTimeout> | undefined {
  // A longer delay than 31 bits hold is cut to 1 ms by the runtime.
  return milliseconds > MAX_DELAY ? undefined : setTimeout(act, milliseconds);
}

/** Milliseconds of the longest delay of `setTimeout`: 24 days. */
const MAX_DELAY = 2 ** 31 - 1;

/** Calls back after a number of milliseconds; returns a function that cancels it. */
export type After = (milliseconds: number, act: () => void) => () => void;

/** {@linkcode After} by the system's clock. */
export function systemAfter(milliseconds: number, act: () => void): () => void {
  const timer = setTimeout(act, milliseconds);
  return () => clearTimeout(timer);
}

/**
 * Resolves after a number of milliseconds.
 *
 * @param signal Ends the pause early. @default {undefined}
 * @throws the signal's reason, as soon as it is aborted.
 *
 * @example Usage
 * ```ts
 * import { sleep } from "./async.ts";
 * await sleep(1);
 * ```
 */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/**
 * Waits for a promise at most a number of milliseconds, and resolves to whether it resolved in time. Its
 * later result is ignored.
 *
 * @throws what the promise rejects with in time.
 *
 * @example Usage
 * ```ts
 * import { settlesWithin } from "./async.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(await settlesWithin(Promise.resolve(), 1000), true);
 * assertEquals(await settlesWithin(new Promise(() => {}), 1), false);
 * ```
 */
export async function settlesWithin(
  promise: Promise<unknown>,
  milliseconds: number,
): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const timer = setLimit(milliseconds, () => resolve(false));
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A promise with a time limit. The work behind it goes on, its result is ignored.
 *
 * @param signal Ends the wait early. @default {undefined}
 * @throws a `DOMException` `TimeoutError` once the time has passed; the signal's reason, as soon as it is
 * aborted; else what the promise rejects with.
 *
 * @example Usage
 * ```ts
 * import { deadline } from "./async.ts";
 * import { assertRejects } from "@std/assert";
 * await assertRejects(() => deadline(new Promise(() => {}), 1), DOMException, "timed out");
 * ```
 */
export async function deadline<T>(
  promise: Promise<T>,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<T> {
  const late = new AbortController();
  const reason = new DOMException("Signal timed out.", "TimeoutError");
  const timer = setLimit(milliseconds, () => late.abort(reason));
  try {
    return await abortable(promise, signal ? AbortSignal.any([signal, late.signal]) : late.signal);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A promise that does not outlive a signal. The work behind it goes on, its result is ignored.
 *
 * @throws the signal's reason, as soon as it is aborted; else what the promise rejects with.
 *
 * @example Usage
 * ```ts
 * import { abortable } from "./async.ts";
 * import { assertRejects } from "@std/assert";
 * const signal = AbortSignal.abort(new Error("stopped"));
 * await assertRejects(() => abortable(new Promise(() => {}), signal), Error, "stopped");
 * ```
 */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    // After an abort the promise may still reject.
    promise.catch(() => {});
  }
}
