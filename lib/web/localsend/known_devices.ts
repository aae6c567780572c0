/** The devices that this machine has spoken to, by the name that they claim. Pure. @module */

import { MAX_KNOWN_DEVICES } from "../../limits.ts";
import { isJsonObject, isText } from "../../text/object_reader.ts";

/** What is known of a device that claims a name. */
export type Recognition = "new" | "known" | "changed";

/**
 * Remembers the last fingerprints of each name. Several devices may have one name, so that a further
 * fingerprint is a reason to warn, and none to refuse.
 */
export class KnownDevices {
  /** The most recently used name is the last one. */
  readonly #names: Map<string, string[]>;

  constructor(names: ReadonlyMap<string, readonly string[]> = new Map()) {
    this.#names = new Map(Array.from(names, ([name, list]) => [name, [...list]]));
  }

  /** Tells whether a name came with this fingerprint before. */
  recognise(alias: string, fingerprint: string): Recognition {
    const known = this.#names.get(alias);
    if (known === undefined) return "new";
    return known.includes(fingerprint) ? "known" : "changed";
  }

  /** Remembers a fingerprint; returns whether it is new. */
  remember(alias: string, fingerprint: string): boolean {
    const list = this.#names.get(alias) ?? [];
    if (list.at(-1) === fingerprint) return false;
    this.#names.delete(alias);
    this.#names.set(alias, [...list.filter((each) => each !== fingerprint), fingerprint].slice(-4));
    const [oldest] = this.#names.keys();
    if (this.#names.size > MAX_KNOWN_DEVICES) this.#names.delete(oldest!);
    return true;
  }

  /** Writes the devices as text for a private file. */
  format(): string {
    return `${JSON.stringify(Object.fromEntries(this.#names), undefined, 2)}\n`;
  }

  /** Whether a text is one that {@linkcode KnownDevices.format} could have written. */
  static isSound(text: string): boolean {
    return isJsonObject(parsed(text));
  }

  /** Reads what {@linkcode KnownDevices.format} wrote. Anything else is ignored. */
  static parse(text: string): KnownDevices {
    const value = parsed(text);
    const names = Object.entries(isJsonObject(value) ? value : {}).filter(
      (entry): entry is [string, string[]] => Array.isArray(entry[1]) && entry[1].every(isText),
    );
    return new KnownDevices(new Map(names.slice(-MAX_KNOWN_DEVICES)));
  }
}

/** Parses JSON; undefined where the text is none, so that nothing is known. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
