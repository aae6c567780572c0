/** The devices that may download. @module */

import {
  DOWNLOAD_IDLE_TIMEOUT,
  DOWNLOAD_SESSION_TIMEOUT,
  MAX_DOWNLOAD_SESSIONS,
  MAX_DOWNLOAD_SESSIONS_OF_HOST,
} from "../../../limits.ts";
import type { SharedEntry } from "../../share/shared_tree.ts";

/** What one device may download. */
export interface DownloadSession {
  /** Its random name. */
  readonly id: string;
  /** The address that it belongs to. */
  readonly host: string;
  /** The files; the id of each is its index. */
  readonly files: readonly SharedEntry[];
  /** The indexes of those that the device has not fetched. */
  readonly remaining: Set<number>;
  /** Downloads that are running. */
  running: number;
}

/** Sessions, limited in number and time, each for the address that it was opened for. */
export class DownloadSessions {
  /** The most recently used one is the last. */
  readonly #sessions = new Map<string, { session: DownloadSession; used: number }>();
  readonly #now: () => number;

  /** @param now A monotonic clock in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Opens a session. Where the address has too many, its least recently used one ends; where there are too
   * many of all, one that has been idle. Undefined where none has.
   */
  open(host: string, files: readonly SharedEntry[]): DownloadSession | undefined {
    const ofHost = Array.from(this.#sessions.values(), ({ session }) => session)
      .filter((session) => session.host === host);
    if (ofHost.length >= MAX_DOWNLOAD_SESSIONS_OF_HOST) this.#sessions.delete(ofHost[0]!.id);
    else if (this.#sessions.size >= MAX_DOWNLOAD_SESSIONS) {
      const idle = this.#sessions.values().find((each) => this.#isIdle(each));
      if (idle === undefined) return undefined;
      this.#sessions.delete(idle.session.id);
    }
    const id = crypto.randomUUID();
    const session = { id, host, files, remaining: new Set(files.keys()), running: 0 };
    this.#sessions.set(id, { session, used: this.#now() });
    return session;
  }

  #isIdle({ session, used }: { session: DownloadSession; used: number }): boolean {
    return session.running === 0 && this.#now() - used > DOWNLOAD_IDLE_TIMEOUT;
  }

  /** The session of that name; undefined where it has ended, or belongs to another address. */
  find(id: string, host: string): DownloadSession | undefined {
    const found = this.#sessions.get(id);
    if (found === undefined) return undefined;
    const now = this.#now();
    if (now - found.used > DOWNLOAD_SESSION_TIMEOUT) this.#sessions.delete(id);
    else if (found.session.host === host) {
      // Deleted first, because the order of the map is that of the last use.
      this.#sessions.delete(id);
      this.#sessions.set(id, { session: found.session, used: now });
      return found.session;
    }
    return undefined;
  }
}
