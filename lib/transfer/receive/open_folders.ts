/** The folders that entries may come into just now. @module */

import { ProtocolError } from "../../errors.ts";
import type { PeerPath, SafePath } from "../../file/safe_path.ts";
import { MAX_FOLDER_BYTES, MAX_TOP_LEVEL_BYTES } from "../../limits.ts";

/** A folder that was left, and that nothing was in. */
export interface EmptyFolder {
  /** The entry's number. */
  id: number;
  /** The sender's path. */
  path: string;
  /** Where it is stored; absent where it is not. */
  local?: SafePath;
  /** Why it is not stored; absent where it is. */
  lost?: string;
}

/** The folder that an entry comes into. */
export interface Parent {
  /** Where it is stored; "" for the destination itself. */
  local: SafePath | "";
  /** Whether it is in the destination already. */
  exists: boolean;
  /** Why it is not stored; absent where it is. */
  lost?: string;
}

/** A folder that was announced, and not left yet. */
interface OpenFolder {
  id: number;
  /** Lengths of its two paths: they begin those of the innermost folder. */
  end: number;
  localEnd: number;
  exists: boolean;
  lost?: string;
  isEmpty: boolean;
  /** What the names in it take in memory. */
  bytes: number;
}

/**
 * Follows the order of entries: what is in a folder comes right after it. So no more is remembered
 * than the folders on the way to the last entry, and the names in each of them are counted, because
 * a folder is read whole when it is put in place.
 */
export class OpenFolders {
  readonly #open: OpenFolder[] = [
    { id: -1, end: 0, localEnd: 0, exists: true, isEmpty: true, bytes: 0 },
  ];
  readonly #onEmpty: (folder: EmptyFolder) => void;
  /** Paths of the innermost folder. */
  #path = "";
  #local = "";

  /** @param onEmpty Told of each folder that is left without anything having come into it. */
  constructor(onEmpty: (folder: EmptyFolder) => void = () => {}) {
    this.#onEmpty = onEmpty;
  }

  /**
   * Takes the next entry.
   *
   * @returns the folder it is in.
   * @throws {ProtocolError} code `unsafe_name`: its folder was not announced, or was left.
   *   Code `limit`: too many names in one folder.
   */
  enter(path: PeerPath): Parent {
    const slash = path.lastIndexOf("/");
    const parent = path.slice(0, Math.max(0, slash));
    while (this.#open.length > 1 && !this.#isIn(parent)) this.#leave();
    const folder = this.#open.at(-1)!;
    if (folder.end !== parent.length) {
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
    folder.isEmpty = false;
    const { exists, lost } = folder;
    const local = this.#local.slice(0, folder.localEnd) as SafePath | "";
    return { local, exists, ...lost !== undefined && { lost } };
  }

  /** Whether a path is the innermost folder, or in it. */
  #isIn(path: string): boolean {
    const { end } = this.#open.at(-1)!;
    return path.startsWith(this.#path.slice(0, end)) && (path.length === end || path[end] === "/");
  }

  /** The entry that was taken last is a folder, stored at `local`, and entries may come into it. */
  open(path: PeerPath, id: number, local: SafePath, exists: boolean): void {
    this.#push(path, local, { id, exists });
  }

  /** The same for one that is not stored: what comes into it is not stored either. */
  openLost(path: PeerPath, id: number, lost: string): void {
    this.#push(path, this.#local.slice(0, this.#open.at(-1)!.localEnd), {
      id,
      exists: false,
      lost,
    });
  }

  #push(path: string, local: string, folder: { id: number; exists: boolean; lost?: string }): void {
    this.#path = path;
    this.#local = local;
    const [end, localEnd] = [path.length, local.length];
    this.#open.push({ ...folder, end, localEnd, isEmpty: true, bytes: 0 });
  }

  #leave(): void {
    const { id, end, localEnd, isEmpty, lost } = this.#open.pop()!;
    if (!isEmpty) return;
    this.#onEmpty({
      id,
      path: this.#path.slice(0, end),
      ...lost === undefined ? { local: this.#local.slice(0, localEnd) as SafePath } : { lost },
    });
  }

  /** No entry comes any more. */
  leaveAll(): void {
    while (this.#open.length > 1) this.#leave();
  }
}
