/** One file that is being uploaded into the destination. @module */

import { sha256 } from "../../digest/sha256.ts";
import type { Hasher } from "../../digest/digest.ts";
import { IntegrityError, LocalError, ProtocolError } from "../../errors.ts";
import { openPartial, resumeOffset } from "../../file/staging/partial_file.ts";
import { localFault } from "../../file/local_fault.ts";
import { commit } from "../../file/staging/commit.ts";
import type { IfExists } from "../../file/if_exists.ts";
import type { SafePath } from "../../file/safe_path.ts";
import { StagedFile } from "../../file/staging/staged_file.ts";
import { Staging } from "../../file/staging/staging.ts";

/** Bytes of a read of a partial file. */
const CHUNK = 1024 * 1024;

/** A file as the client announced it. */
export interface UploadPlan {
  /** Its path below the destination. */
  path: SafePath;
  /** Bytes; null where the client did not say. */
  size: number | null;
  /** Modification time, milliseconds since 1970; null where the client did not say, which means now. */
  mtime: number | null;
  /** Whether the upload can be resumed, also by another run of the program. */
  resumable: boolean;
  /** The client's own name for the upload; null where it gave none. */
  id: string | null;
}

/** The result for a complete file. */
export type Stored =
  | { kind: "stored"; path: string; size: number; digest: string }
  | { kind: "skipped"; reason: string };

/** A running upload. One request at a time writes to it. */
export class Upload {
  /** The file as the client announced it. */
  readonly plan: UploadPlan;
  readonly #into: string;
  readonly #staging: Staging;
  readonly #staged: StagedFile;
  readonly #hasher: Hasher;
  /** Called with every write. */
  onWrite: () => void = () => {};
  #over = false;

  private constructor(
    into: string,
    plan: UploadPlan,
    parts: { staging: Staging; staged: StagedFile; hasher: Hasher },
  ) {
    this.#into = into;
    this.plan = plan;
    this.#staging = parts.staging;
    this.#staged = parts.staged;
    this.#hasher = parts.hasher;
  }

  /**
   * Opens the staging folder of a file; that of an earlier attempt where the upload is resumable.
   *
   * @throws {LocalError} if the destination cannot be written.
   */
  static async open(into: string, plan: UploadPlan): Promise<Upload> {
    const { path, size, mtime, resumable, id } = plan;
    // Not a digest's name, so that no other kind of transfer adopts the staging folder.
    const what = `sha256 of ${size ?? "?"} bytes, ${mtime ?? "?"}`;
    const offer = { names: [path], digest: id === null ? what : `${what}, ${id}` };
    const staging = Staging.open(into, offer, resumable);
    try {
      const names = path.split("/");
      for (let depth = 1; depth < names.length; depth++) {
        const folder = names.slice(0, depth).join("/") as SafePath;
        staging.tree.makeFolder(folder, null, Date.now());
      }
      const offset = resumable ? resumeOffset(staging.tree, path, size) : 0;
      const hasher = sha256.create();
      const declared = { path, size, mode: null, mtime: mtime ?? Date.now() };
      if (offset > 0) await hashFile(staging.tree.path(path), hasher);
      const file = offset > 0
        ? openPartial(staging.tree, path, offset)
        : staging.tree.createFile(path, null);
      const staged = new StagedFile(staging.tree, declared, file, offset);
      return new Upload(into, plan, { staging, staged, hasher });
    } catch (error) {
      staging.remove();
      throw error;
    }
  }

  /** Bytes received. */
  get size(): number {
    return this.#staged.size;
  }

  /**
   * Appends a piece. The caller must not use its buffer again before the next write has returned.
   *
   * @throws {ProtocolError} if there are more bytes than announced.
   * @throws {LocalError} if the disk write fails.
   */
  async write(piece: Uint8Array): Promise<void> {
    this.onWrite();
    const written = this.#staged.write(piece, () => () => {});
    this.#hasher.update(piece);
    await written;
  }

  /**
   * Verifies the file and moves it into place. The upload is over then, also after an error.
   *
   * @param given The client's SHA-256 in hexadecimal; null where it sent none, and only the length is checked.
   * @throws {IntegrityError} if the digests differ; the file is discarded.
   * @throws {LocalError} code `exists` if the name exists and the policy is `refuse`.
   */
  async finish(given: string | null, ifExists: IfExists): Promise<Stored> {
    this.#over = true;
    const { path } = this.plan;
    const digest = this.#hasher.digest();
    try {
      await this.#staged.finish(this.size, given ?? digest, digest);
      const tree = await this.#staging.prepareCommit();
      // Each file is a transfer of its own, so "refuse" applies to the file, not to the folder it goes
      // into: what "skip" would skip is an error with "refuse".
      const policy = ifExists === "refuse" ? "skip" : ifExists;
      const result = await commit(tree, this.#into, policy, this.#staging.commitOptions);
      const failed = result.failedAt(path);
      if (failed !== undefined) {
        throw new LocalError(
          "exists",
          `Cannot store ${JSON.stringify(path)}: ${result.failed.get(failed)}`,
        );
      }
      if (result.skipped.has(path)) {
        if (ifExists !== "refuse") return { kind: "skipped", reason: "it already exists" };
        throw new LocalError(
          "exists",
          `${JSON.stringify(path)} already exists`,
        );
      }
      return { kind: "stored", path: result.finalPath(path), size: this.size, digest };
    } catch (error) {
      await this.#staged.close();
      throw error instanceof IntegrityError || error instanceof ProtocolError
        ? error
        : localFault(error, `store ${JSON.stringify(path)}`);
    } finally {
      this.#staging.remove();
    }
  }

  /** Abandons the upload. A resumable one stays staged. */
  async leave(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    await this.#staged.close();
    if (this.plan.resumable && this.size > 0) this.#staging.keep();
    else this.#staging.remove();
  }
}

async function hashFile(path: string, hasher: Hasher): Promise<void> {
  using file = await Deno.open(path);
  const buffer = new Uint8Array(CHUNK);
  for (let count; (count = await file.read(buffer)) !== null;) {
    hasher.update(buffer.subarray(0, count));
  }
}
