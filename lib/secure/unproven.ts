/** Connections that have proven nothing yet, and how many of them there may be. Pure. @module */

import { RefusedError } from "../errors.ts";
import { MAX_SILENT, MAX_SILENT_PER_SOURCE, MAX_WAITING_GUESSES } from "../limits.ts";

interface Entry {
  source: string;
  abort(reason: Error): void;
}

/** One of them. */
export interface UnprovenPlace {
  /** Its guess is there, and waits to be judged. @throws {RefusedError} code `busy`: too many wait. */
  spoke(): void;
  /** It is proven, or gone. */
  leave(): void;
}

/**
 * Makes room for a new connection by ending the oldest silent one: an honest peer speaks at once, so
 * it has left before as many as may be silent have come after it.
 */
export class Unproven {
  /** In the order they came. */
  readonly #silent = new Set<Entry>();
  #waiting = 0;

  /** Takes a connection in. The one that makes room for it is of its own source where that has too many. */
  enter(source: string, abort: (reason: Error) => void): UnprovenPlace {
    const entry = { source, abort };
    if (this.#of(source).length >= MAX_SILENT_PER_SOURCE) this.#endOldest(source);
    else if (this.#silent.size >= MAX_SILENT) this.#endOldest(this.#largest());
    this.#silent.add(entry);
    let isWaiting = false;
    return {
      spoke: () => {
        if (!this.#silent.delete(entry)) return;
        if (this.#waiting >= MAX_WAITING_GUESSES) {
          throw new RefusedError("busy", "too many connections that have proven nothing");
        }
        isWaiting = true;
        this.#waiting++;
      },
      leave: () => {
        this.#silent.delete(entry);
        if (isWaiting) this.#waiting--;
        isWaiting = false;
      },
    };
  }

  #of(source: string): Entry[] {
    return [...this.#silent].filter((entry) => entry.source === source);
  }

  #largest(): string {
    const counts = new Map<string, number>();
    for (const { source } of this.#silent) counts.set(source, (counts.get(source) ?? 0) + 1);
    return [...counts].reduce((most, each) => each[1] > most[1] ? each : most)[0];
  }

  #endOldest(source: string): void {
    const [oldest] = this.#of(source);
    this.#silent.delete(oldest!);
    oldest!.abort(new RefusedError("busy", "too many connections that say nothing"));
  }
}
