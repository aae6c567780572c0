/** What a user has agreed to in one transfer; it outlives a lost connection. @module */

import type { IfExists } from "../../lib/file/if_exists.ts";
import { foldName } from "../../lib/file/sensitive_name.ts";
import type { OfferView } from "../../lib/transfer/receive/receive_options.ts";

/** Remembers one offer and the names that were agreed to one by one. */
export class Consent {
  readonly #always: ReadonlySet<string>;
  readonly #names = new Set<string>();
  readonly #sameHost: boolean;
  #offer: OfferView | undefined;
  /** What the user chose about names that exist; undefined: was not asked. */
  ifExists: IfExists | undefined;

  /**
   * @param names What `--accept-name` takes.
   * @param sameHost Whether an offer counts only from the same host: nothing else tells peers apart in
   *   plain sessions. Default false.
   */
  constructor(names: readonly string[], sameHost = false) {
    this.#always = new Set(names.map(foldName));
    this.#sameHost = sameHost;
  }

  /**
   * Whether an offer asks for no more than what was agreed to: the same names and kinds, as much at
   * most. Otherwise all that was agreed to is forgotten.
   */
  covers(offer: OfferView): boolean {
    if (this.#offer !== undefined && this.#isWithin(offer, this.#offer)) return true;
    this.#offer = undefined;
    this.#names.clear();
    this.ifExists = undefined;
    return false;
  }

  /** Remembers an offer that {@linkcode covers} was asked about before; an earlier one that covers it stays. */
  agreeTo(offer: OfferView): void {
    this.#offer ??= offer;
  }

  /** Whether the last component of a path was agreed to. */
  hasName(path: string): boolean {
    return this.#always.has(lastName(path)) || this.#names.has(lastName(path));
  }

  /** Remembers the last component of a path. */
  addName(path: string): void {
    this.#names.add(lastName(path));
  }

  #isWithin(offer: OfferView, agreed: OfferView): boolean {
    if (this.#keyOf(offer) !== this.#keyOf(agreed)) return false;
    // "More than" was agreed to without a limit, and the same tree is counted differently each time.
    if (!agreed.exact) return true;
    return offer.exact && offer.entries <= agreed.entries && offer.bytes <= agreed.bytes;
  }

  #keyOf({ names, kinds, roots, digest, from }: OfferView): string {
    const host = this.#sameHost && from.replace(/:\d+$/, "");
    return JSON.stringify([names, kinds, roots, digest, host]);
  }
}

function lastName(path: string): string {
  return foldName(path.slice(path.lastIndexOf("/") + 1));
}
