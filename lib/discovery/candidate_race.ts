/**
 * Tries candidates until one proves to be the right one. Several attempts run at once, so that forged
 * candidates cost little time.
 *
 * @module
 */

import { RefusedError } from "../errors.ts";
import type { Candidate } from "./find.ts";

/** Attempts that run at the same time. */
const MAX_ACTIVE = 4;
/** Candidates that wait, in total and of one host. */
const MAX_WAITING = 64;
const MAX_WAITING_PER_HOST = 4;
/** Milliseconds after which another address that claims the same instance is tried too. */
const SAME_INSTANCE_DELAY = 300;
/** Milliseconds without a candidate after which a wrong code is the result. */
const WRONG_CODE_DELAY = 1000;
/** Milliseconds before a failed candidate is tried again, doubled each time up to a maximum. */
const FIRST_RETRY = 500;
const LONGEST_RETRY = 8000;
/** Failures of a candidate after which a wrong code at another one no longer waits for it. */
const MAX_FAILURES = 4;
/** Wrong codes until the race ends. Each of them gave a peer one guess at the code. */
export const MAX_WRONG_CODES = 8;

/** The context of an attempt. */
export interface AttemptContext {
  /** Aborted when another attempt has succeeded or the race was stopped. */
  signal: AbortSignal;
  /** Called when the peer has proven to be the instance that the candidate claims. */
  proven: () => void;
}

/** Options of {@linkcode CandidateRace}. */
export interface CandidateRaceOptions<T> {
  /** Tries one candidate. Throws a {@linkcode RefusedError}, code `wrong_code`, if its code is another. */
  attempt: (candidate: Candidate, context: AttemptContext) => Promise<T>;
  /** Called when an attempt fails. */
  onFailure?: (candidate: Candidate, error: unknown) => void;
}

/** A candidate that waits. */
interface Entry {
  candidate: Candidate;
  /** Failures so far. */
  failures: number;
  /** When it may be tried, by `performance.now`. */
  due: number;
}

interface Active extends Entry {
  since: number;
  proven: boolean;
}

/** One race, which ends when {@linkcode CandidateRace.result} settles. */
export class CandidateRace<T> {
  /** The result of the first successful attempt. Rejects with `wrong_code` or the reason of {@linkcode CandidateRace.stop}. */
  readonly result: Promise<T>;
  readonly #options: CandidateRaceOptions<T>;
  readonly #controller = new AbortController();
  readonly #waiting = new Set<Entry>();
  readonly #active = new Set<Active>();
  /**
   * Hosts with the instances that they claim, whose code was wrong. The instance alone would not
   * identify a sender: any host can query it and claim it.
   */
  readonly #rejected = new Set<string>();
  #wrong = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #resolve!: (value: T) => void;
  #reject!: (reason: unknown) => void;

  /** Starts without candidates. */
  constructor(options: CandidateRaceOptions<T>) {
    this.#options = options;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Not an unhandled rejection if the caller awaits the result later.
    this.result.catch(() => {});
  }

  /** Adds a candidate. It is tried again after failures, but not after a wrong code. */
  add(candidate: Candidate): void {
    if (this.#controller.signal.aborted || this.#rejected.has(sender(candidate))) return;
    const isKnown = [...this.#active, ...this.#waiting].some((entry) =>
      isSame(entry.candidate, candidate)
    );
    if (isKnown) return;
    const ofHost = [...this.#waiting].filter((entry) => entry.candidate.host === candidate.host);
    if (ofHost.length >= MAX_WAITING_PER_HOST) this.#drop(ofHost);
    else if (this.#waiting.size >= MAX_WAITING) this.#drop([...this.#waiting]);
    this.#waiting.add({ candidate, failures: 0, due: 0 });
    this.#pump();
  }

  /** Drops a random candidate, a failed one first. An attacker could choose the order of arrival. */
  #drop(entries: readonly Entry[]): void {
    const failed = entries.filter(({ failures }) => failures > 0);
    const among = failed.length > 0 ? failed : entries;
    this.#waiting.delete(among[Math.floor(Math.random() * among.length)]!);
  }

  /** Ends the race with a reason. */
  stop(reason: unknown): void {
    this.#reject(reason);
    this.#end();
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
    this.#controller.abort();
  }

  /** Starts the attempts that may start now. */
  #pump(): void {
    if (this.#controller.signal.aborted) return;
    clearTimeout(this.#timer);
    // Every attempt may give the peer a guess at the code.
    const most = Math.min(MAX_ACTIVE, MAX_WRONG_CODES - this.#wrong);
    for (const entry of this.#waiting) {
      if (this.#active.size >= most) return;
      if (!this.#mayStart(entry)) continue;
      this.#waiting.delete(entry);
      void this.#try(entry);
    }
    const isOpen = this.#active.size > 0 ||
      [...this.#waiting].some(({ failures }) => failures < MAX_FAILURES);
    if (this.#wrong > 0 && !isOpen) {
      this.#timer = setTimeout(() => this.stop(wrongCode()), WRONG_CODE_DELAY);
    } else if (this.#waiting.size > 0) {
      this.#timer = setTimeout(() => this.#pump(), SAME_INSTANCE_DELAY / 3);
    }
  }

  /** Not two addresses of one sender at once, which would cost it two guesses. */
  #mayStart({ candidate, due }: Entry): boolean {
    const now = performance.now();
    return now >= due &&
      [...this.#active].every((active) =>
        active.candidate.host !== candidate.host &&
        (active.candidate.instance !== candidate.instance ||
          (!active.proven && now - active.since >= SAME_INSTANCE_DELAY))
      );
  }

  async #try(entry: Entry): Promise<void> {
    const { candidate } = entry;
    const active: Active = { ...entry, since: performance.now(), proven: false };
    this.#active.add(active);
    const { signal } = this.#controller;
    try {
      const proven = () => void (active.proven = true);
      this.#resolve(await this.#options.attempt(candidate, { signal, proven }));
      this.#end();
    } catch (error) {
      if (signal.aborted) return;
      this.#options.onFailure?.(candidate, error);
      if (error instanceof RefusedError && error.code === "wrong_code") this.#count(candidate);
      else this.#postpone(entry);
    } finally {
      this.#active.delete(active);
      this.#pump();
    }
  }

  #count(candidate: Candidate): void {
    const rejected = sender(candidate);
    this.#rejected.add(rejected);
    for (const entry of this.#waiting) {
      if (sender(entry.candidate) === rejected) this.#waiting.delete(entry);
    }
    if (++this.#wrong >= MAX_WRONG_CODES) this.stop(wrongCode());
  }

  /** Schedules another attempt: the sender may be busy, or packets lost. */
  #postpone({ candidate, failures }: Entry): void {
    const delay = Math.min(FIRST_RETRY * 2 ** failures, LONGEST_RETRY);
    const due = performance.now() + delay;
    this.#waiting.add({ candidate, failures: failures + 1, due });
  }
}

/** The identity of a sender. A host can copy the instance of another, so both count. */
function sender({ host, instance }: Candidate): string {
  return `${host} ${instance}`;
}

function isSame(a: Candidate, b: Candidate): boolean {
  return a.host === b.host && a.port === b.port && a.instance === b.instance;
}

function wrongCode(): RefusedError {
  return new RefusedError(
    "wrong_code",
    "Wrong code. Check it and try again (if it was right, someone may be intercepting)",
  );
}
