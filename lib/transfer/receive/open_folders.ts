/** The folders whose content is being announced. @module */

import { ProtocolError } from "../../errors.ts";
import type { PeerPath, SafePath } from "../../file/safe_path.ts";
import { MAX_FOLDER_BYTES, MAX_TOP_LEVEL_BYTES } from "../../limits.ts";

/** A folder that is complete and has no content. */
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

/** The folder of an entry. */
export interface Parent {
  /** Where it is stored; "" for the destination itself. */
  local: SafePath | "";
  /** Whether it exists in the destination. */
  exists: boolean;
  /** Why it is not stored; absent where it is. */
  lost?: string;
}

/** A folder that was announced and is not complete yet. */
interface OpenFolder {
  id: number;
  /** Lengths of its two paths, which are prefixes of those of the innermost folder. */
  end: number;
  localEnd: number;
  exists: boolean;
  lost?: string;
  isEmpty: boolean;
  /** Bytes of memory that the names in it take. */
  bytes: number;
}

/**
 * Checks the order of entries: the content of a folder comes right after it. So only the folders that
 * contain the last entry are in memory. The names in each are counted, because a commit reads a folder as
 * a whole.
 */
export class OpenFolders {
  readonly #open: OpenFolder[] = [
    { id: -1, end: 0, localEnd: 0, exists: true, isEmpty: true, bytes: 0 },
  ];
  readonly #onEmpty: (folder: EmptyFolder) => void;
  /** Paths of the innermost folder. */
  #path = "";
  #local = "";

  /** @param onEmpty Called for each folder that is complete and has no content. */
  constructor(onEmpty: (folder: EmptyFolder) => void = () => {}) {
    this.#onEmpty = onEmpty;
  }

  /**
   * Adds the next entry.
   *
   * @returns the folder it is in.
   * @throws {ProtocolError} code `unsafe_name`: its folder was not announced, or is complete.
   *   Code `limit`: too many names in one folder.
   */
  enter(path: PeerPath): Parent {
    const slash = path.lastIndexOf("/");
    const parent = path.slice(0, Math.max(0, slash));
    while (this.#open.length > 1 && !this.#isIn(parent)) this.#leave();
    const folder = this.#open.at(-1)!;
    if (folder.end !== parent.length) {
      throw new ProtocolError(
        `Unsafe name ${JSON.stringify(path)}: its folder was not announced just before`,
        "unsafe_name",
      );
    }
    folder.bytes += (path.length - slash) * 2 + 64;
    const most = parent === "" ? MAX_TOP_LEVEL_BYTES : MAX_FOLDER_BYTES;
    if (folder.bytes > most) {
      throw new ProtocolError(
        `The folder of ${JSON.stringify(path)} has too many names`,
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

  /** Opens the folder that was added last, stored at `local`. */
  open(
    { path, id, local, exists }: { path: PeerPath; id: number; local: SafePath; exists: boolean },
  ): void {
    this.#push(path, local, { id, exists });
  }

  /** The same for a folder that is not stored: its content is not stored either. */
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

  /** Completes all folders: there are no further entries. */
  leaveAll(): void {
    while (this.#open.length > 1) this.#leave();
  }
}
