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
/** Wrong codes until it is given up: every one of them was a guess for somebody. */
export const MAX_WRONG_CODES = 8;

/** How far an attempt is. */
export interface AttemptContext {
  /** Ends the attempt: another one was the right one, or nobody wants it any more. */
  signal: AbortSignal;
  /** To be called when the peer has shown that it is the sender that the candidate claims. */
  proven: () => void;
}

/** Options of {@linkcode Pursuit}. */
export interface PursuitOptions<T> {
  /** Tries one candidate; throws a {@linkcode RefusedError} `wrong_code` where that is what came out. */
  attempt: (candidate: Candidate, context: AttemptContext) => Promise<T>;
  /** Told of attempts that failed. Default: nobody is. */
  onFailure?: (candidate: Candidate, error: unknown) => void;
}

interface Active {
  instance: string;
  since: number;
  proven: boolean;
}

/** One pursuit, over when {@linkcode Pursuit.result} is settled. */
export class Pursuit<T> {
  /** What the first attempt to succeed yields. Rejects with `wrong_code`, or the reason of {@linkcode Pursuit.stop}. */
  readonly result: Promise<T>;
  readonly #options: PursuitOptions<T>;
  readonly #controller = new AbortController();
  #waiting: Candidate[] = [];
  readonly #active = new Set<Active>();
  readonly #activeHosts = new Set<string>();
  /** Senders that have shown who they are, and do not know our code. */
  readonly #strangers = new Set<string>();
  #wrong = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #resolve!: (value: T) => void;
  #reject!: (reason: unknown) => void;

  /** Starts with nothing to try. */
  constructor(options: PursuitOptions<T>) {
    this.#options = options;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever started it may look at the result later.
    this.result.catch(() => {});
  }

  /** Something to try. */
  add(candidate: Candidate): void {
    if (this.#controller.signal.aborted || this.#strangers.has(candidate.instance)) return;
    const ofHost = this.#waiting.filter(({ host }) => host === candidate.host);
    if (ofHost.length >= MAX_WAITING_PER_HOST) return;
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(candidate);
    // Somebody fills the list: chance, unlike the order of arrival, is nobody's to exploit.
    else this.#waiting[Math.floor(Math.random() * MAX_WAITING)] = candidate;
    this.#pump();
  }

  /** Ends it. */
  stop(reason: unknown): void {
    this.#reject(reason);
    this.#end();
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
    this.#controller.abort();
  }

  /** Starts what may start now. */
  #pump(): void {
    if (this.#controller.signal.aborted) return;
    clearTimeout(this.#timer);
    // Every attempt may turn out to be a guess that somebody got.
    const most = Math.min(MAX_ACTIVE, MAX_WRONG_CODES - this.#wrong);
    for (const candidate of [...this.#waiting]) {
      if (this.#active.size >= most) return;
      if (this.#mayStart(candidate)) {
        this.#waiting.splice(this.#waiting.indexOf(candidate), 1);
        void this.#try(candidate);
      }
    }
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#pump(), PATIENCE / 3);
    else if (this.#wrong > 0 && this.#active.size === 0) {
      this.#timer = setTimeout(() => this.stop(wrongCode()), LAST_CHANCE);
    }
  }

  /** Two addresses of one sender at once would cost it two guesses. */
  #mayStart({ host, instance }: Candidate): boolean {
    if (this.#activeHosts.has(host)) return false;
    const now = performance.now();
    return [...this.#active].every((active) =>
      active.instance !== instance || (!active.proven && now - active.since >= PATIENCE)
    );
  }

  async #try(candidate: Candidate): Promise<void> {
    const { host, instance } = candidate;
    const active: Active = { instance, since: performance.now(), proven: false };
    this.#active.add(active);
    this.#activeHosts.add(host);
    const { signal } = this.#controller;
    try {
      const proven = () => void (active.proven = true);
      this.#resolve(await this.#options.attempt(candidate, { signal, proven }));
      this.#end();
    } catch (error) {
      if (signal.aborted) return;
      this.#options.onFailure?.(candidate, error);
      if (error instanceof RefusedError && error.code === "wrong_code") this.#count(active);
    } finally {
      this.#active.delete(active);
      this.#activeHosts.delete(host);
      this.#pump();
    }
  }

  #count({ instance, proven }: Active): void {
    if (proven) {
      this.#strangers.add(instance);
      this.#waiting = this.#waiting.filter((other) => other.instance !== instance);
    }
    if (++this.#wrong >= MAX_WRONG_CODES) this.stop(wrongCode());
  }
}

function wrongCode(): RefusedError {
  return new RefusedError("wrong_code", "agree on a key: wrong code, or somebody in between");
}
