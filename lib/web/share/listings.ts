/** The content of folders, kept for a moment where a folder is large. @module */

import type { Listing, SharedEntry, SharedTree } from "./shared_tree.ts";

/** Milliseconds that a listing is kept: its sizes are no older than this. */
const KEPT = 5000;
/** Entries from which a listing is kept. Those of smaller folders take no time. */
const LARGE = 2000;
/** Listings that are kept at once. */
const MAX_KEPT = 4;

/** Lists folders. Requests for the same folder at the same time share one listing. */
export class Listings {
  readonly #tree: SharedTree;
  readonly #now: () => number;
  readonly #running = new Map<string, Promise<Listing>>();
  readonly #kept = new Map<string, { listing: Listing; version: string; until: number }>();

  /** @param now The clock, in milliseconds. */
  constructor(tree: SharedTree, now: () => number = () => performance.now()) {
    this.#tree = tree;
    this.#now = now;
  }

  /** Returns the content of a folder. */
  async of(folder: SharedEntry): Promise<Listing> {
    const key = `${folder.etag}${folder.path}`;
    const kept = this.#kept.get(folder.path);
    if (kept?.version === folder.etag && this.#now() < kept.until) return kept.listing;
    this.#kept.delete(folder.path);
    const running = this.#running.get(key) ??
      this.#list(folder).finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return await running;
  }

  async #list(folder: SharedEntry): Promise<Listing> {
    const listing = await this.#tree.list(folder);
    if (listing.entries.length >= LARGE) this.#keep(folder, listing);
    return listing;
  }

  #keep({ path, etag }: SharedEntry, listing: Listing): void {
    this.#kept.set(path, { listing, version: etag, until: this.#now() + KEPT });
    // Also frees the memory when no further request comes.
    const timer = setTimeout(() => this.#kept.delete(path), KEPT);
    Deno.unrefTimer(timer);
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
  }
}
