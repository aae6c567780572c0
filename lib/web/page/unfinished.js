// Remembers unfinished uploads for after a reload or a restart, when the browser has lost the files.

/** Entries that are stored. */
const MOST = 1000;
/** Milliseconds after which an entry is dropped. */
const KEPT = 30 * 24 * 3600 * 1000;
const PREFIX = "sluice unfinished ";

/** The unfinished uploads of a page, in the browser's storage. */
export class Unfinished {
  /** What an earlier visit left and was not chosen again, by path. */
  missing = new Map();
  #storage;
  #key;

  /**
   * @param storage Returns the storage; may throw, as browsers do in private windows.
   * @param place The path of the page.
   * @param now Milliseconds since 1970.
   */
  constructor(storage, place, now) {
    this.#storage = storage;
    this.#key = PREFIX + place;
    try {
      this.#clean(now);
      const { files } = JSON.parse(storage().getItem(this.#key) ?? "{}");
      for (const [path, size, mtime] of files ?? []) {
        if (typeof path === "string") this.missing.set(path, { size, mtime });
      }
    } catch { /* no storage, or not our text */ }
  }

  /** Removes what pages left that were not visited for long. */
  #clean(now) {
    const storage = this.#storage();
    for (const key of Object.keys(storage)) {
      if (!key.startsWith(PREFIX)) continue;
      const [, at] = /^\{"at":(\d+),/.exec(storage.getItem(key)) ?? [];
      if (!(now - at < KEPT)) storage.removeItem(key);
    }
  }

  /**
   * Notes that a file was chosen. Returns the modification time under which its first part was sent;
   * undefined where there is none. Phones give a picked file another time whenever it is picked.
   */
  chosen(path, size) {
    const entry = this.missing.get(path);
    this.missing.delete(path);
    return entry?.size === size ? entry.mtime : undefined;
  }

  /** Stores the uploads that are not done, and those that are still missing. */
  save(uploads, now) {
    const files = [];
    for (const { path, file } of uploads) {
      if (files.push([path, file.size, file.lastModified]) >= MOST) break;
    }
    for (const [path, { size, mtime }] of this.missing) {
      if (files.length >= MOST) break;
      files.push([path, size, mtime]);
    }
    try {
      const storage = this.#storage();
      if (files.length === 0) storage.removeItem(this.#key);
      else storage.setItem(this.#key, JSON.stringify({ at: now, files }));
    } catch { /* no storage, or it is full */ }
  }
}
