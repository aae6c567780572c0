/**
 * Tries the addresses of a name, alternating between the IP families, each a little after the one
 * before (RFC 8305, "Happy Eyeballs"), and uses the first that answers.
 *
 * `Deno.connect` does the same with a name (measured with Deno 2.9: 252 ms past a silent address). This
 * one stays because it keeps the failure of every address, where `Deno.connect` reports the last one or
 * only a timeout; because it also races connections of `node:net`; and because the look-up can
 * be replaced.
 *
 * @module
 */

import { CONNECTION_ATTEMPT_DELAY } from "../limits.ts";
import { isIPv6 } from "./is_ipv6.ts";

/** The failure of one address. */
export interface FailedAttempt {
  /** The address. */
  host: string;
  /** The error. */
  cause: unknown;
}

/** The error if all addresses fail. */
export class AllAttemptsFailed extends Error {
  override name = "AllAttemptsFailed";
  /** In the order of the failures; at least one. */
  readonly attempts: readonly FailedAttempt[];
  /** Makes the error of at least one failure. */
  constructor(attempts: readonly FailedAttempt[]) {
    super("all addresses failed", { cause: attempts.at(-1)?.cause });
    this.attempts = attempts;
  }
}

/** Options of {@linkcode raceConnect}. */
export interface RaceOptions<T> {
  /** Connects to one address, until the signal is aborted. */
  connect: (host: string, signal: AbortSignal) => Promise<T>;
  /** Closes a connection that was made too late. */
  discard: (connection: T) => void;
  /** Ends all attempts with its reason. */
  signal: AbortSignal;
  /** Milliseconds before the next attempt. After a failure it starts at once. @default {CONNECTION_ATTEMPT_DELAY} */
  delay?: number;
}

/** The addresses, alternating between the families, that of the first address first (RFC 8305, section 4). */
export function interleaved(hosts: readonly string[]): string[] {
  const first = hosts.length > 0 && isIPv6(hosts[0]!);
  const same = hosts.filter((host) => isIPv6(host) === first);
  const other = hosts.filter((host) => isIPv6(host) !== first);
  const result: string[] = [];
  for (let at = 0; at < Math.max(same.length, other.length); at++) {
    if (at < same.length) result.push(same[at]!);
    if (at < other.length) result.push(other[at]!);
  }
  return result;
}

/**
 * Connects to the first address that answers.
 *
 * @throws {AllAttemptsFailed} if none answers.
 * @throws the signal's reason if it is aborted before the first failure.
 */
export function raceConnect<T>(hosts: readonly string[], options: RaceOptions<T>): Promise<T> {
  const { connect, discard, signal, delay = CONNECTION_ATTEMPT_DELAY } = options;
  const losers = new AbortController();
  const each = AbortSignal.any([signal, losers.signal]);
  const waiting = interleaved(hosts);
  const failed: FailedAttempt[] = [];
  const running = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return new Promise<T>((resolve, reject) => {
    let settled = false;
    const settle = (action: () => void) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      action();
      losers.abort();
    };
    const abort = () =>
      settle(() => {
        if (failed.length === 0) return reject(signal.reason);
        // Attempts that are still pending when time runs out have failed as well.
        for (const host of running) failed.push({ host, cause: signal.reason });
        reject(new AllAttemptsFailed(failed));
      });
    const next = () => {
      clearTimeout(timer);
      if (settled) return;
      const host = waiting.shift();
      if (host === undefined) {
        if (running.size === 0) settle(() => reject(new AllAttemptsFailed(failed)));
        return;
      }
      running.add(host);
      connect(host, each).then(
        (connection) => settled ? discard(connection) : settle(() => resolve(connection)),
        (cause) => {
          running.delete(host);
          if (!settled) failed.push({ host, cause });
          next();
        },
      );
      if (waiting.length > 0) timer = setTimeout(next, delay);
    };
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort);
    next();
  });
}
