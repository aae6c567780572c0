/** Errors of a command that was aborted. @module */

import { ConnectionError } from "../errors.ts";

/**
 * The error to report for a command that has thrown: after an abort its reason, since the error is a
 * consequence of it, unless the error tells what a time limit has ended ({@linkcode timedOut}).
 */
export function abortCause(error: unknown, signal: AbortSignal): unknown {
  if (!signal.aborted) return error;
  const isMore = error instanceof ConnectionError && error.cause === signal.reason;
  return isMore ? error : signal.reason;
}

/**
 * The error of a time limit that says what was missing: `Timed out after 3 s: no sender found`. Any other
 * error is returned as it is.
 */
export function timedOut(error: unknown, missing: string): unknown {
  if (!(error instanceof ConnectionError) || error.code !== "timeout") return error;
  return new ConnectionError("timeout", `${error.message}: ${missing}`, { cause: error });
}
