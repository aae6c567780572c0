/** Files that are being received: written, hashed and verified. @module */

import { SMALL_FILE_BYTES } from "../../limits.ts";
import { IntegrityError, ProtocolError } from "../../errors.ts";
import { entryError } from "../entry_error.ts";
import { localFault } from "../local_fault.ts";
import { setPermissionBits } from "../permission_bits.ts";
import { writeSparse, writeSparseSync } from "./sparse_write.ts";
import type { SafePath } from "../safe_path.ts";
import type { StagedTree } from "./staged_tree.ts";

/** The methods of a digest that are used here. */
interface Digest {
  readonly empty: string;
  create(): { update(bytes: Uint8Array): void; digest(): string };
  of(bytes: Uint8Array): string;
}

/** What the sender declared about a file. */
export interface DeclaredFile {
  /** Where it is stored. */
  path: SafePath;
  /** Bytes; null where the sender does not know. */
  size: number | null;
  /** Permission bits; null: the system's default. */
  mode: number | null;
  /** Modification time, milliseconds since 1970. */
  mtime: number;
}

/** A file that is being received. */
export class StagedFile {
  readonly #tree: StagedTree;
  readonly #declared: DeclaredFile;
  readonly #file: Deno.FsFile;
  readonly #digest: Digest | undefined;
  #hasher: ReturnType<Digest["create"]> | undefined;
  /** Digest of a file that arrived in one piece. */
  #whole: string | undefined;
  /** Whether an earlier session created the file, possibly with another mode. */
  readonly #resumed: boolean;
  #size: number;
  #writing: Promise<void> | undefined;
  /** Whether the batch has taken over the file, and closes it. */
  #handedOver = false;

  /**
   * @param file Open for writing, at its end. It is closed by this object.
   * @param offset Bytes that are in it already.
   * @param digest Absent for a resumed file, whose digest is computed from the disk.
   */
  constructor(
    tree: StagedTree,
    declared: DeclaredFile,
    file: Deno.FsFile,
    offset: number,
    digest?: Digest,
  ) {
    this.#tree = tree;
    this.#declared = declared;
    this.#file = file;
    this.#digest = digest;
    this.#size = offset;
    this.#resumed = offset > 0;
  }

  /** Its path, for errors. */
  get #shown(): string {
    return JSON.stringify(this.#declared.path);
  }

  /** Bytes in it. */
  get size(): number {
    return this.#size;
  }

  /**
   * Appends content. A large write continues while the next bytes are read; `keep` keeps `payload` valid
   * until its result is called.
   *
   * @throws {ProtocolError} more than was declared.
   */
  async write(payload: Uint8Array, keep: () => () => void): Promise<void> {
    this.#size += payload.length;
    if (this.#declared.size !== null && this.#size > this.#declared.size) {
      throw new ProtocolError(
        `${this.#shown} has ${this.#size} bytes where ${this.#declared.size} were declared`,
      );
    }
    if (payload.length <= SMALL_FILE_BYTES) {
      await this.#written();
      try {
        writeSparseSync(this.#file, payload);
      } catch (cause) {
        throw this.#fault(cause);
      }
      this.#hash(payload);
      return;
    }
    const release = keep();
    await this.#written();
    this.#writing = this.#writeAll(payload).finally(release);
    this.#writing.catch(() => {/* Thrown where it is awaited. */});
    this.#hash(payload);
  }

  #hash(payload: Uint8Array): void {
    if (this.#digest === undefined) return;
    // For a small file, creating a hasher costs as much as hashing the content.
    if (payload.length === this.#declared.size) this.#whole = this.#digest.of(payload);
    else (this.#hasher ??= this.#digest.create()).update(payload);
  }

  async #writeAll(payload: Uint8Array): Promise<void> {
    try {
      await writeSparse(this.#file, payload);
    } catch (cause) {
      throw this.#fault(cause);
    }
  }

  async #written(): Promise<void> {
    if (this.#writing) await this.#writing;
    this.#writing = undefined;
  }

  /**
   * Verifies the file at its end, and passes it on to be synced.
   *
   * @param digest Digest that the sender gave.
   * @param computed Digest of a resumed file, computed from the disk.
   * @throws {IntegrityError} the digests differ. @throws {ProtocolError} the sizes do.
   */
  async finish(
    size: number,
    digest: string,
    computed?: string,
  ): Promise<void> {
    await this.#written();
    if (this.#size !== size || (this.#declared.size !== null && this.#declared.size !== size)) {
      throw new ProtocolError(
        `${this.#shown} has ${this.#size} bytes where ${this.#declared.size ?? size} were declared`,
      );
    }
    const mine = computed ?? this.#whole ?? this.#hasher?.digest() ?? this.#digest!.empty;
    if (mine !== digest) {
      throw new IntegrityError(
        "digest_mismatch",
        `${this.#shown} is damaged: its digest differs from the sender's; send it again`,
      );
    }
    try {
      const { mtime, path } = this.#declared;
      const mode = this.#tree.modes.final("file", this.#declared.mode);
      this.#file.utimeSync(mtime / 1000, mtime / 1000);
      if (this.#resumed || this.#tree.modes.needsChmod(mode)) {
        setPermissionBits(this.#tree.path(path), mode);
      }
      this.#handedOver = true;
      await this.#tree.batch.add(this.#file, size);
    } catch (cause) {
      throw this.#fault(cause);
    }
  }

  /** Closes an incomplete file, which stays in the staging folder. */
  async close(): Promise<void> {
    await this.#writing?.catch(() => {});
    if (this.#handedOver) return;
    try {
      this.#file.close();
    } catch { /* Closed before. */ }
  }

  /** Removes the file from the staging folder. */
  async discard(): Promise<void> {
    await this.close();
    try {
      this.#tree.removeFile(this.#declared.path);
    } catch { /* It does not exist. */ }
  }

  #fault(cause: unknown): Error {
    const doing = `write ${this.#shown}`;
    const error = entryError(cause, doing);
    // The name was accepted before, so only the size can concern this file alone.
    return error?.reason === "size" ? error : localFault(cause, doing);
  }
}
