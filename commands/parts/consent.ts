/** What a user has agreed to in one transfer; it outlives a lost connection. @module */

import { foldName } from "../../lib/file/sensitive_name.ts";
import type { OfferView } from "../../lib/transfer/receive_session.ts";

/** Remembers one offer and the names that were agreed to one by one. */
export class Consent {
  readonly #names: Set<string>;
  #offer: OfferView | undefined;

  /** @param names What `--accept-name` takes. */
  constructor(names: readonly string[]) {
    this.#names = new Set(names.map(foldName));
  }

  /** Whether an offer is the one that was agreed to. */
  covers(offer: OfferView): boolean {
    const agreed = this.#offer;
    if (agreed === undefined) return false;
    return keyOf(offer) === keyOf(agreed);
  }

  /** Remembers an offer. */
  agreeTo(offer: OfferView): void {
    this.#offer = offer;
  }

  /** Whether the last component of a path was agreed to. */
  hasName(path: string): boolean {
    return this.#names.has(lastName(path));
  }

  /** Remembers the last component of a path. */
  addName(path: string): void {
    this.#names.add(lastName(path));
  }
}

function keyOf({ names, roots, digest }: OfferView): string {
  return JSON.stringify([names, roots, digest]);
}

function lastName(path: string): string {
  return foldName(path.slice(path.lastIndexOf("/") + 1));
}
