/** Connections that have not proved a key yet, and how many of them there may be. Pure. @module */

import { RefusedError } from "../errors.ts";
import { MAX_SILENT, MAX_SILENT_PER_SOURCE, MAX_WAITING_GUESSES } from "../limits.ts";

interface Entry {
  source: string;
  abort(reason: Error): void;
}

/** One of them. */
export interface UnprovenPlace {
  /** Its guess has arrived and waits to be judged. @throws {RefusedError} code `busy`: too many wait. */
  spoke(): void;
  /** It has proved its key, or its connection has ended. */
  leave(): void;
}

/**
 * Makes room for a new connection by ending an old one of the source that holds the most. An honest
 * peer speaks at once, so it has left before as many as may be silent have come after it.
 */
export class Unproven {
  /** In the order they came. */
  readonly #silent = new Set<Entry>();
  /** In the order they spoke. */
  readonly #waiting = new Set<Entry>();

  /** Takes a connection in. The one that makes room for it is of its own source where that has too many. */
  enter(source: string, abort: (reason: Error) => void): UnprovenPlace {
    const entry = { source, abort };
    if (of(this.#silent, source).length >= MAX_SILENT_PER_SOURCE) this.#endOldest(source);
    else if (this.#silent.size >= MAX_SILENT) this.#endOldest(largest(this.#silent));
    this.#silent.add(entry);
    return {
      spoke: () => {
        if (!this.#silent.delete(entry)) return;
        this.#makeRoomToWait(source);
        this.#waiting.add(entry);
      },
      leave: () => {
        this.#silent.delete(entry);
        this.#waiting.delete(entry);
      },
    };
  }

  /**
   * Runs an action in a place of its source, which is left at the action's end.
   *
   * @param act Its signal ends with `signal`, and when the connection has to make room.
   */
  async hold<T>(
    source: string,
    signal: AbortSignal,
    act: (place: Pick<UnprovenPlace, "spoke">, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const room = new AbortController();
    const place = this.enter(source, (reason) => room.abort(reason));
    try {
      return await act(place, AbortSignal.any([signal, room.signal]));
    } finally {
      place.leave();
    }
  }

  #endOldest(source: string): void {
    const [oldest] = of(this.#silent, source);
    this.#silent.delete(oldest!);
    oldest!.abort(new RefusedError("busy", "too many connections that say nothing"));
  }

  /** The newest guess of the source with the most goes, unless the new one's source has as many. */
  #makeRoomToWait(source: string): void {
    if (this.#waiting.size < MAX_WAITING_GUESSES) return;
    const busy = new RefusedError("busy", "too many guesses wait to be judged");
    const most = of(this.#waiting, largest(this.#waiting));
    if (most.length <= of(this.#waiting, source).length + 1) throw busy;
    const newest = most.at(-1)!;
    this.#waiting.delete(newest);
    newest.abort(busy);
  }
}

function of(entries: Iterable<Entry>, source: string): Entry[] {
  return [...entries].filter((entry) => entry.source === source);
}

/** The source with the most entries. */
function largest(entries: Iterable<Entry>): string {
  const counts = new Map<string, number>();
  for (const { source } of entries) counts.set(source, (counts.get(source) ?? 0) + 1);
  return [...counts].reduce((most, each) => each[1] > most[1] ? each : most)[0];
}
