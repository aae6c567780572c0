/**
 * Tries candidates until one proves to be the right one. Whoever lies costs the time of an attempt,
 * of which several run at once.
 *
 * @module
 */

import { RefusedError } from "../errors.ts";
import type { Candidate } from "./find.ts";

/** Attempts at the same time. */
const MAX_ACTIVE = 4;
/** Candidates that wait, in all and of one host. */
const MAX_WAITING = 64;
const MAX_WAITING_PER_HOST = 4;
/** Milliseconds after which another address of what claims to be the same sender is tried too. */
const PATIENCE = 300;
/** Milliseconds without a candidate after which a wrong code is the answer. */
const LAST_CHANCE = 1000;
/** Milliseconds before a candidate that failed is tried again; doubled each time up to the last. */
const FIRST_RETRY = 500;
const LONGEST_RETRY = 8000;
/** Failures of a candidate after which a wrong code at another is not held back for it. */
const HOPELESS = 4;
/** Wrong codes until it is given up: every one of them was a guess for somebody. */
export const MAX_WRONG_CODES = 8;

/** How far an attempt is. */
export interface AttemptContext {
  /** Ends the attempt: another one was the right one, or nobody wants it any more. */
  signal: AbortSignal;
  /** To be called when the peer has shown that it is the sender that the candidate claims. */
  proven: () => void;
}

/** Options of {@linkcode CandidateRace}. */
export interface CandidateRaceOptions<T> {
  /** Tries one candidate; throws a {@linkcode RefusedError} `wrong_code` where that is what came out. */
  attempt: (candidate: Candidate, context: AttemptContext) => Promise<T>;
  /** Told of attempts that failed. Default: nobody is. */
  onFailure?: (candidate: Candidate, error: unknown) => void;
}

/** A candidate on the list. */
interface Entry {
  candidate: Candidate;
  /** How often it failed. */
  failures: number;
  /** When it may be tried. */
  due: number;
}

interface Active extends Entry {
  since: number;
  proven: boolean;
}

/** One pursuit, over when {@linkcode CandidateRace.result} is settled. */
export class CandidateRace<T> {
  /** What the first attempt to succeed yields. Rejects with `wrong_code`, or the reason of {@linkcode CandidateRace.stop}. */
  readonly result: Promise<T>;
  readonly #options: CandidateRaceOptions<T>;
  readonly #controller = new AbortController();
  readonly #waiting = new Set<Entry>();
  readonly #active = new Set<Active>();
  /**
   * Hosts with the instances that they claim, where the code was wrong. The instance alone would not
   * do: anybody can ask a sender for it, and show it.
   */
  readonly #rejected = new Set<string>();
  #wrong = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #resolve!: (value: T) => void;
  #reject!: (reason: unknown) => void;

  /** Starts with nothing to try. */
  constructor(options: CandidateRaceOptions<T>) {
    this.#options = options;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever started it may look at the result later.
    this.result.catch(() => {});
  }

  /** Something to try: again and again while it fails, but not where the code was wrong. */
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

  /** The list is full: one that failed goes, or any. The order of arrival is for an attacker to choose. */
  #drop(entries: readonly Entry[]): void {
    const failed = entries.filter(({ failures }) => failures > 0);
    const among = failed.length > 0 ? failed : entries;
    this.#waiting.delete(among[Math.floor(Math.random() * among.length)]!);
  }

  /** Ends it. */
  stop(reason: unknown): void {
    this.#reject(reason);
    this.#end();
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
    this.#controller.abort();
  }

  /** Starts what may start now. */
  #pump(): void {
    if (this.#controller.signal.aborted) return;
    clearTimeout(this.#timer);
    // Every attempt may turn out to be a guess at the code.
    const most = Math.min(MAX_ACTIVE, MAX_WRONG_CODES - this.#wrong);
    for (const entry of this.#waiting) {
      if (this.#active.size >= most) return;
      if (!this.#mayStart(entry)) continue;
      this.#waiting.delete(entry);
      void this.#try(entry);
    }
    const isOpen = this.#active.size > 0 ||
      [...this.#waiting].some(({ failures }) => failures < HOPELESS);
    if (this.#wrong > 0 && !isOpen) {
      this.#timer = setTimeout(() => this.stop(wrongCode()), LAST_CHANCE);
    } else if (this.#waiting.size > 0) {
      this.#timer = setTimeout(() => this.#pump(), PATIENCE / 3);
    }
  }

  /** Two addresses of one sender at once would cost it two guesses. */
  #mayStart({ candidate, due }: Entry): boolean {
    const now = performance.now();
    return now >= due &&
      [...this.#active].every((active) =>
        active.candidate.host !== candidate.host &&
        (active.candidate.instance !== candidate.instance ||
          (!active.proven && now - active.since >= PATIENCE))
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

  /** A sender may be busy, and packets get lost. */
  #postpone({ candidate, failures }: Entry): void {
    const delay = Math.min(FIRST_RETRY * 2 ** failures, LONGEST_RETRY);
    const due = performance.now() + delay;
    this.#waiting.add({ candidate, failures: failures + 1, due });
  }
}

/** A sender as it is told from others: one host may copy the instance of another. */
function sender({ host, instance }: Candidate): string {
  return `${host} ${instance}`;
}

function isSame(a: Candidate, b: Candidate): boolean {
  return a.host === b.host && a.port === b.port && a.instance === b.instance;
}

function wrongCode(): RefusedError {
  return new RefusedError("wrong_code", "agree on a key: wrong code, or somebody in between");
}
