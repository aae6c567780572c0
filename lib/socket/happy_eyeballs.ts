/**
 * Tries the addresses of a name, the families in turn, each a little after the one before
 * (RFC 8305, "Happy Eyeballs"). The first that answers wins; of the others every failure is kept.
 *
 * @module
 */

import { CONNECTION_ATTEMPT_DELAY } from "../limits.ts";
import { isIPv6 } from "./address.ts";

/** What became of one address. */
export interface FailedAttempt {
  /** The address. */
  host: string;
  /** What was thrown. */
  cause: unknown;
}

/** All addresses failed. */
export class AllAttemptsFailed extends Error {
  override name = "AllAttemptsFailed";
  /** In the order of the failures; at least one. */
  readonly attempts: readonly FailedAttempt[];
  /** Keeps what happened. */
  constructor(attempts: readonly FailedAttempt[]) {
    super("all addresses failed", { cause: attempts.at(-1)?.cause });
    this.attempts = attempts;
  }
}

/** Options of {@linkcode raceConnect}. */
export interface RaceOptions<T> {
  /** Makes one connection; to stop when the signal aborts. */
  connect: (host: string, signal: AbortSignal) => Promise<T>;
  /** Takes a connection that came second. */
  discard: (connection: T) => void;
  /** Gives up everything. */
  signal: AbortSignal;
  /** Milliseconds before the next attempt; a failure starts it at once. Default {@linkcode CONNECTION_ATTEMPT_DELAY}. */
  delay?: number;
}

/** The addresses with the families in turn, the first one's family first (RFC 8305, section 4). */
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
 * @throws {AllAttemptsFailed} none did.
 * @throws the signal's reason.
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
        // Who is still silent when time runs out has failed as well.
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
