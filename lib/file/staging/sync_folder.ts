/** Durability of names. @module */

/** Syncs a folder, so that new names in it are on the disk. */
export function syncFolder(folder: string): void {
  try {
    using handle = Deno.openSync(folder, { read: true });
    handle.syncSync();
  } catch {
    /* Windows and some network file systems cannot sync folders; names are as durable as they make them. */
  }
}
