/** Limits on what arrives, by the offer that the user accepted. @module */

import { ProtocolError } from "../../errors.ts";
import type { PeerPath } from "../../file/safe_path.ts";
import type { EntryKind, Offer } from "../../frame/control.ts";
import { MAX_OFFER_NAMES } from "../../limits.ts";

/** Characters of names that an offer must list before it may leave others out. */
const LISTED_CHARACTERS = 4096;

/** Rejects entries that are not part of the offer. */
export class OfferPromise {
  /** The offered names. */
  readonly names: ReadonlySet<string>;
  /** Whether the offer shows all top-level names. */
  readonly #namedAll: boolean;
  /** Kinds of the offered names, where the offer contains them. */
  readonly #kinds = new Map<string, EntryKind>();
  readonly #roots: number;
  /** Minimum number of entries. */
  readonly #expected: number;
  readonly #most = { entries: Infinity, bytes: Infinity };
  #tops = 0;
  #top: string | undefined;
  #entries = 0;
  #bytes = 0;

  /** @throws {ProtocolError} The offer leaves out names that it has room for. */
  constructor({ names, kinds, roots, exact, entries, bytes }: Offer) {
    this.names = new Set(names);
    this.#roots = roots;
    this.#expected = exact ? entries : 0;
    this.#namedAll = roots === names.length;
    if (!this.#namedAll && hasRoom(names)) {
      throw new ProtocolError(
        `the offer lists ${names.length} of ${roots} top-level names, although more fit`,
      );
    }
    for (const [at, kind] of kinds?.entries() ?? []) this.#kinds.set(names[at]!, kind);
    if (exact) this.#most = { entries, bytes };
    if (this.#namedAll && kinds?.every((kind) => kind !== "dir")) {
      this.#most.entries = Math.min(this.#most.entries, roots);
    }
  }

  /** Counts an entry, and rejects entries beyond the offered totals. */
  count(size: number | null): void {
    const { entries, bytes } = this.#most;
    this.#entries++;
    this.#bytes += size ?? Infinity;
    if (this.#entries > entries || this.#bytes > bytes) {
      const of = bytes < Infinity ? ` of ${bytes} bytes` : "";
      throw new ProtocolError(
        `the sender announced more than the ${entries} files and folders${of} that it offered`,
      );
    }
  }

  /** Rejects an end before all offered entries. */
  assertFilled(): void {
    if (this.#entries >= this.#expected) return;
    throw new ProtocolError(
      `the sender announced ${this.#entries} of the ${this.#expected} files and folders that it offered`,
    );
  }

  /** Rejects top-level names that were not offered, or not with this kind. An offer may not list all names. */
  judgeTop(path: PeerPath, kind: EntryKind): void {
    const slash = path.indexOf("/");
    const top = slash < 0 ? path : path.slice(0, slash);
    const offered = this.#kinds.get(top);
    if (offered !== undefined && offered !== (path === top ? kind : "dir")) {
      throw new ProtocolError(
        `${JSON.stringify(path)} arrived, but ${JSON.stringify(top)} was offered as a ${offered}`,
      );
    }
    if (top === this.#top) return;
    this.#top = top;
    // The content of a folder is sent without interruption, so each name is counted once.
    if (this.#namedAll ? this.names.has(top) : ++this.#tops <= this.#roots) return;
    throw new ProtocolError(
      `Unsafe name ${JSON.stringify(path)}: it was not in the offer`,
      "unsafe_name",
    );
  }
}

/** Whether an offer has room for further names: users cannot consent to names that are not listed. */
function hasRoom(names: readonly string[]): boolean {
  if (names.length >= MAX_OFFER_NAMES) return false;
  return names.reduce((sum, name) => sum + name.length, 0) < LISTED_CHARACTERS;
}
