/** Limits the connections that have not proven a key yet. Pure. @module */

import { RefusedError } from "../errors.ts";
import { MAX_SILENT, MAX_SILENT_PER_SOURCE, MAX_WAITING_GUESSES } from "../limits.ts";

interface Entry {
  source: string;
  abort(reason: Error): void;
}

/** The place of one connection. */
export interface UnprovenPlace {
  /**
   * Records that its guess has arrived and waits to be judged.
   *
   * @throws {RefusedError} code `busy` if too many wait.
   */
  spoke(): void;
  /** Frees the place: the key is proven, or the connection has ended. */
  leave(): void;
}

/**
 * Makes room for a new connection by ending the oldest of the source that has the most. An honest peer
 * sends its guess at once, before enough others have connected to displace it.
 */
export class Unproven {
  /** In the order of arrival. */
  readonly #silent = new Set<Entry>();
  /** In the order of the arrival of their guesses. */
  readonly #waiting = new Set<Entry>();

  /** Adds a connection. If its source has too many, another one of the same source is ended. */
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
   * Runs an action in a place of its source, which is freed when the action ends.
   *
   * @param act Its signal is aborted with `signal`, and when the connection must make room.
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
    oldest!.abort(new RefusedError("busy", "Too many idle connections; try again later"));
  }

  /** Ends the newest guess of the source with the most, unless the new guess's source has as many. */
  #makeRoomToWait(source: string): void {
    if (this.#waiting.size < MAX_WAITING_GUESSES) return;
    const busy = new RefusedError("busy", "Too many attempts are waiting; try again later");
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
