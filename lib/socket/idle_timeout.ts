/** Aborts a connection on which nothing moves. @module */

import { ConnectionError } from "../errors.ts";
import { IDLE_CHECK_INTERVAL, IDLE_TIMEOUT } from "../limits.ts";
import type { Duplex } from "./duplex.ts";

/** Options of {@linkcode idleTimeout}. */
export interface IdleTimeoutOptions {
  /** Milliseconds without a byte in either direction. @default {IDLE_TIMEOUT} */
  timeout?: number;
  /** Aborts the connection with its reason. */
  signal?: AbortSignal;
}

/**
 * Aborts a connection on which no byte moves for a time, with a `ConnectionError`, code `timeout`.
 *
 * @returns a function that ends the watch.
 */
export function idleTimeout(conn: Duplex, options: IdleTimeoutOptions = {}): () => void {
  const { timeout = IDLE_TIMEOUT, signal } = options;
  const stop = () => conn.abort(signal!.reason);
  const timer = setInterval(() => {
    if (conn.idle() < timeout) return;
    const text = `wait for ${conn.remoteAddr}: nothing moved for ${timeout / 1000} s`;
    conn.abort(new ConnectionError("timeout", text));
  }, Math.min(IDLE_CHECK_INTERVAL, timeout));
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  return () => {
    clearInterval(timer);
    signal?.removeEventListener("abort", stop);
  };
}
