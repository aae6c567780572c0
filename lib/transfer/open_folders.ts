/** The folders that entries may come into just now. @module */

import { ProtocolError } from "../errors.ts";
import type { SafePath } from "../file/safe_path.ts";
import { MAX_FOLDER_BYTES, MAX_TOP_LEVEL_BYTES } from "../limits.ts";

/** A folder that was announced, and not left yet. */
interface OpenFolder {
  path: string;
  /** Whether it is in the destination already. */
  exists: boolean;
  /** What the names in it take in memory. */
  bytes: number;
}

/**
 * Follows the order of entries: what is in a folder comes right after it. So no more is remembered
 * than the folders on the way to the last entry, and the names in each of them are counted, because
 * a folder is read whole when it is put in place.
 */
export class OpenFolders {
  readonly #open: OpenFolder[] = [{ path: "", exists: true, bytes: 0 }];

  /**
   * Takes the next entry.
   *
   * @returns whether the folder it is in exists in the destination.
   * @throws {ProtocolError} code `unsafe_name`: its folder was not announced, or was left.
   *   Code `limit`: too many names in one folder.
   */
  enter(path: SafePath): boolean {
    const slash = path.lastIndexOf("/");
    const parent = path.slice(0, Math.max(0, slash));
    while (this.#open.length > 1) {
      const { path: last } = this.#open.at(-1)!;
      if (last === parent || parent.startsWith(last + "/")) break;
      this.#open.pop();
    }
    const folder = this.#open.at(-1)!;
    if (folder.path !== parent) {
      throw new ProtocolError(
        `store ${JSON.stringify(path)}: the folder it is in was not announced just before`,
        "unsafe_name",
      );
    }
    folder.bytes += (path.length - slash) * 2 + 64;
    const most = parent === "" ? MAX_TOP_LEVEL_BYTES : MAX_FOLDER_BYTES;
    if (folder.bytes > most) {
      throw new ProtocolError(
        `store ${JSON.stringify(path)}: too many names in one folder`,
        "limit",
      );
    }
    return folder.exists;
  }

  /** The entry that was taken last is a folder, and entries may come into it. */
  open(path: SafePath, exists: boolean): void {
    this.#open.push({ path, exists, bytes: 0 });
  }
}
