/** Finds the network of a device that has registered by a link-local address. @module */

import { MAX_FOUND_DEVICES } from "../../limits.ts";
import type { FoundDevice } from "./device_handler.ts";
import { type RegisterOptions, registerWith } from "./register_with.ts";

/** Networks on which a device is searched at most. */
const MAX_LINKS = 8;
/** Devices that are searched at once. */
const MAX_SEARCHES = 4;

/** Searches devices, each once. */
export class LinkSearch {
  readonly #options: Omit<RegisterOptions, "fingerprint">;
  /** The places that were found. */
  readonly #places = new Map<string, FoundDevice["place"]>();
  /** The addresses that are searched now: one search each, so that a machine alone does not take all. */
  readonly #running = new Set<string>();

  constructor(options: Omit<RegisterOptions, "fingerprint">) {
    this.#options = options;
  }

  /**
   * Registers with the device on each of its networks at once: it is on the one where it presents the
   * certificate that it claims. Resolves to it; undefined where it is on none, or is searched already, as a
   * device that in turn searches this one would cause.
   *
   * @param candidates The device with the address of each network.
   */
  async find(candidates: readonly FoundDevice[]): Promise<FoundDevice | undefined> {
    const [first] = candidates;
    // Without a certificate any device of that address could be meant.
    if (first === undefined || first.place.protocol !== "https") return undefined;
    const { device, place: { host, port } } = first;
    const key = `${host} ${port} ${device.fingerprint}`;
    const place = this.#places.get(key);
    if (place !== undefined) return { device, place };
    const address = host.replace(/%.*/, "");
    if (this.#running.has(address) || this.#running.size >= MAX_SEARCHES) return undefined;
    if (this.#places.size + this.#running.size >= MAX_FOUND_DEVICES) return undefined;
    this.#running.add(address);
    const found = await this.#search(candidates.slice(0, MAX_LINKS));
    this.#running.delete(address);
    if (found !== undefined) this.#places.set(key, found.place);
    return found;
  }

  async #search(candidates: readonly FoundDevice[]): Promise<FoundDevice | undefined> {
    const over = new AbortController();
    const signal = AbortSignal.any([this.#options.signal, over.signal]);
    const attempts = candidates.map(async (found) => {
      const { device: { fingerprint }, place } = found;
      await registerWith(place, { ...this.#options, fingerprint, signal });
      return found;
    });
    try {
      return await Promise.any(attempts);
    } catch {
      return undefined;
    } finally {
      over.abort();
    }
  }
}
