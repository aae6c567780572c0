/** Syncs that wait for each other. @module */

import { syncFolder } from "./sync_folder.ts";

/** Milliseconds that a sync on this thread may take. Storage in memory needs less. */
const INLINE_TIME = 1;

/** Syncs files and folders for many requests at once. Syncs that are slow run off this thread. */
export class SyncSoon {
  #isFast = true;
  readonly #next = new Map<string, Promise<void>>();
  readonly #running = new Map<string, Promise<void>>();

  /** Brings the content of an open file to the disk. */
  async file(file: Deno.FsFile): Promise<void> {
    if (!this.#isFast) return await file.syncData();
    this.#timed(() => file.syncDataSync());
  }

  /** Brings the names in a folder to the disk. Requests that come while it runs share the next one. */
  async folder(folder: string): Promise<void> {
    if (this.#isFast) return this.#timed(() => syncFolder(folder));
    const waiting = this.#next.get(folder);
    if (waiting !== undefined) return await waiting;
    const before = this.#running.get(folder) ?? Promise.resolve();
    const mine = before.then(async () => {
      this.#next.delete(folder);
      this.#running.set(folder, mine);
      try {
        await syncFolderAside(folder);
      } finally {
        if (this.#running.get(folder) === mine) this.#running.delete(folder);
      }
    });
    this.#next.set(folder, mine);
    await mine;
  }

  #timed(action: () => void): void {
    const start = performance.now();
    action();
    if (performance.now() - start > INLINE_TIME) this.#isFast = false;
  }
}

async function syncFolderAside(folder: string): Promise<void> {
  try {
    using handle = await Deno.open(folder, { read: true });
    await handle.sync();
  } catch { /* As with syncFolder. */ }
}
