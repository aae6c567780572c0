/** A folder that others may read from, and nothing above it. @module */

import { join, sep } from "node:path";
import { LocalError, ProtocolError, RefusedError } from "../errors.ts";
import { safePath } from "./safe_path.ts";

/** Bytes read from the disk at a time. */
const CHUNK = 256 * 1024;

/** A plain file that was opened. */
export class SharedFile {
  readonly #file: Deno.FsFile;
  /** Bytes it had when it was opened. */
  readonly size: number;

  /** Owns the file from now on. */
  constructor(file: Deno.FsFile) {
    this.#file = file;
    this.size = file.statSync().size;
  }

  /**
   * Exactly {@linkcode SharedFile.size} bytes: what was announced has to come, whatever becomes of the
   * file meanwhile. A chunk is good until the next one is asked for.
   *
   * @throws {LocalError} code `io`: it became shorter.
   */
  async *chunks(): AsyncGenerator<Uint8Array, void, void> {
    const buffer = new Uint8Array(Math.min(CHUNK, this.size));
    for (let left = this.size; left > 0;) {
      const count = await this.#file.read(buffer.subarray(0, Math.min(buffer.length, left)));
      if (count === null) throw new LocalError("io", "read a file: it became shorter meanwhile");
      left -= count;
      yield buffer.subarray(0, count);
    }
  }

  /** Closes it. */
  close(): void {
    this.#file.close();
  }
}

/** One name in a shared folder. */
export interface SharedEntry {
  /** The name alone. */
  name: string;
  /** What it is, a link followed. */
  kind: "file" | "folder";
  /** Bytes of a file, 0 of a folder. */
  size: number;
}

/**
 * Names are looked up below the folder only: a name that climbs, is absolute, or leads out through a
 * link is refused like one that is not there. What can be read is plain files; to open a pipe or a
 * device could wait for ever.
 */
export class SharedFolder {
  readonly #root: string;

  /** @param root Absolute, without links. */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Opens a plain file.
   *
   * @throws {RefusedError} with the reason for the peer, which names no path of this machine.
   */
  open(name: string): SharedFile {
    const path = this.#resolve(name);
    if (!Deno.statSync(path).isFile) throw refused("it is not a plain file");
    try {
      return new SharedFile(Deno.openSync(path, { read: true }));
    } catch {
      throw refused("it cannot be read");
    }
  }

  /** Whether a name is a file or a folder; undefined where it is neither, or nothing that may be seen. */
  kindOf(name: string): "file" | "folder" | undefined {
    try {
      const info = Deno.statSync(this.#resolve(name));
      return info.isFile ? "file" : info.isDirectory ? "folder" : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * The files and folders of a folder, `""` being the shared one, by name. What may not be seen, begins
   * with a dot, or has a control character in its name is left out.
   *
   * @throws {RefusedError} it is no folder.
   */
  list(name = ""): SharedEntry[] {
    const path = this.#resolve(name);
    if (!Deno.statSync(path).isDirectory) throw refused("it is not a folder");
    const entries: SharedEntry[] = [];
    for (const entry of Deno.readDirSync(path)) {
      // deno-lint-ignore no-control-regex
      if (entry.name.startsWith(".") || /[\x00-\x1f\x7f]/.test(entry.name)) continue;
      const inside = name === "" ? entry.name : `${name}/${entry.name}`;
      const kind = this.kindOf(inside);
      if (kind === undefined) continue;
      const size = kind === "file" ? Deno.statSync(join(path, entry.name)).size : 0;
      entries.push({ name: entry.name, kind, size });
    }
    return entries.sort((a, b) => a.name < b.name ? -1 : 1);
  }

  /** The files of the folder and of all below it, at most so many: paths with `/`. */
  *walk(most: number, name = ""): Generator<{ path: string; size: number }, number, void> {
    let left = most;
    for (const entry of this.list(name)) {
      const path = name === "" ? entry.name : `${name}/${entry.name}`;
      if (left <= 0) break;
      if (entry.kind === "folder") left = yield* this.walk(left, path);
      else {
        left--;
        yield { path, size: entry.size };
      }
    }
    return left;
  }

  /** The real path of a name. */
  #resolve(name: string): string {
    if (name === "") return this.#root;
    let real: string;
    try {
      real = Deno.realPathSync(join(this.#root, safePath(name)));
    } catch (error) {
      if (error instanceof ProtocolError) {
        throw refused("no name of something in the shared folder");
      }
      throw refused("no such file");
    }
    const prefix = this.#root.endsWith(sep) ? this.#root : this.#root + sep;
    if (!real.startsWith(prefix)) throw refused("no such file");
    return real;
  }
}

function refused(why: string): RefusedError {
  return new RefusedError("refused", why);
}
