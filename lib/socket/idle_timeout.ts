/** Aborts a connection on which nothing moves. @module */

import { ConnectionError } from "../errors.ts";
import { shortAddress } from "./address.ts";
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
 *
 * @example Usage
 * ```ts
 * import { idleTimeout } from "./idle_timeout.ts";
 * import { read } from "./read.ts";
 * import { memoryPair } from "./memory_pair.ts";
 * import { assertRejects } from "@std/assert";
 * const [here] = memoryPair();
 * const stop = idleTimeout(here, { timeout: 10 });
 * await assertRejects(() => read(here, 1), Error, "was idle");
 * stop();
 * ```
 */
export function idleTimeout(conn: Duplex, options: IdleTimeoutOptions = {}): () => void {
  const { timeout = IDLE_TIMEOUT, signal } = options;
  const stop = () => conn.abort(signal!.reason);
  const timer = setInterval(() => {
    if (conn.idle() < timeout) return;
    const text = `Connection closed: ${shortAddress(conn.remoteAddr)} was idle for ${
      timeout / 1000
    } s`;
    conn.abort(new ConnectionError("timeout", text));
  }, Math.min(IDLE_CHECK_INTERVAL, timeout));
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  return () => {
    clearInterval(timer);
    signal?.removeEventListener("abort", stop);
  };
}
