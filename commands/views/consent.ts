/** What a user has accepted in one transfer; kept after a lost connection. @module */

import type { IfExists } from "../../lib/file/if_exists.ts";
import { foldName } from "../../lib/file/sensitive_name.ts";
import type { OfferView } from "../../lib/transfer/receive/receive_options.ts";

/** Holds one offer and the names that were accepted one by one. */
export class Consent {
  readonly #always: ReadonlySet<string>;
  readonly #names = new Set<string>();
  readonly #sameHost: boolean;
  #offer: OfferView | undefined;
  /** The user's choice for names that exist; undefined: not asked. */
  ifExists: IfExists | undefined;

  /**
   * @param names The values of `--accept-name`.
   * @param sameHost Whether an offer counts only from the same host: in plain sessions nothing else
   *   identifies a peer. @default {false}
   */
  constructor(names: readonly string[], sameHost = false) {
    this.#always = new Set(names.map(foldName));
    this.#sameHost = sameHost;
  }

  /**
   * Whether an offer stays within what was accepted: the same names and kinds, and no larger
   * totals. Otherwise everything that was accepted is cleared.
   */
  covers(offer: OfferView): boolean {
    if (this.#offer !== undefined && this.#isWithin(offer, this.#offer)) return true;
    this.#offer = undefined;
    this.#names.clear();
    this.ifExists = undefined;
    return false;
  }

  /** Stores an offer that was accepted. An earlier offer that covers it stays. */
  agreeTo(offer: OfferView): void {
    this.#offer ??= offer;
  }

  /** Whether the last component of a path was accepted. */
  hasName(path: string): boolean {
    return this.#always.has(lastName(path)) || this.#names.has(lastName(path));
  }

  /** Adds the last component of a path. */
  addName(path: string): void {
    this.#names.add(lastName(path));
  }

  #isWithin(offer: OfferView, agreed: OfferView): boolean {
    if (this.#keyOf(offer) !== this.#keyOf(agreed)) return false;
    // An inexact total was accepted as unlimited, and each scan of a tree counts differently.
    if (!agreed.exact) return true;
    return offer.exact && offer.entries <= agreed.entries && offer.bytes <= agreed.bytes;
  }

  #keyOf({ names, kinds, roots, digest, text, from }: OfferView): string {
    const host = this.#sameHost && from.replace(/:\d+$/, "");
    return JSON.stringify([names, kinds, roots, digest, text, host]);
  }
}

function lastName(path: string): string {
  return foldName(path.slice(path.lastIndexOf("/") + 1));
}
