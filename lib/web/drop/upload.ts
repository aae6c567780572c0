/** One file that is being uploaded into the destination. @module */

import { sha256 } from "../../digest/sha256.ts";
import type { Hasher } from "../../digest/digest.ts";
import { IntegrityError, LocalError, ProtocolError } from "../../errors.ts";
import { destinationFault } from "../../file/destination_fault.ts";
import { lstat } from "../../file/lstat_below.ts";
import { openPartial, resumeOffset } from "../../file/staging/partial_file.ts";
import { localFault } from "../../file/local_fault.ts";
import { commit } from "../../file/staging/commit.ts";
import type { IfExists } from "../../file/if_exists.ts";
import { type PeerPath, type SafePath, safePath } from "../../file/safe_path.ts";
import { StagedFile } from "../../file/staging/staged_file.ts";
import type { StagedTree } from "../../file/staging/staged_tree.ts";
import { Staging } from "../../file/staging/staging.ts";
import type { Names } from "../../file/staging/stored_name.ts";
import { stageUnder } from "./stage_under.ts";

/** Bytes of a read of a partial file. */
const CHUNK = 1024 * 1024;

/** A file as the client announced it. */
export interface UploadPlan<Path extends PeerPath = SafePath> {
  /** Its path below the destination. */
  path: Path;
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
  readonly plan: UploadPlan<PeerPath>;
  /** The path that it is staged under: another one where the disk cannot hold its own. */
  readonly path: SafePath;
  readonly #into: string;
  readonly #staging: Staging;
  readonly #staged: StagedFile;
  readonly #hasher: Hasher;
  /** Called with every write. */
  onWrite: () => void = () => {};
  #over = false;

  private constructor(
    into: string,
    plan: UploadPlan<PeerPath>,
    parts: { path: SafePath; staging: Staging; staged: StagedFile; hasher: Hasher },
  ) {
    this.#into = into;
    this.plan = plan;
    this.path = parts.path;
    this.#staging = parts.staging;
    this.#staged = parts.staged;
    this.#hasher = parts.hasher;
  }

  /**
   * Opens the staging folder of a file; that of an earlier attempt where the upload is resumable.
   *
   * @param names What happens to a name that the disk cannot hold, of an upload that is not resumable.
   *   @default {"keep"}
   * @throws {LocalError} if the destination cannot be written.
   */
  static async open(
    into: string,
    plan: UploadPlan<PeerPath>,
    names: Names = "keep",
  ): Promise<Upload> {
    const { path, size, mtime, resumable, id } = plan;
    // Not a digest's name, so that no other kind of transfer adopts the staging folder.
    const what = `sha256 of ${size ?? "?"} bytes, ${mtime ?? "?"}`;
    const digest = id === null ? what : `${what}, ${id}`;
    // Without names it is an orphan if the program is killed, which the next transfer removes.
    const offer = { names: resumable ? [path] : [], digest };
    const staging = Staging.open(into, offer, resumable);
    try {
      const hasher = sha256.create();
      const opened = resumable
        ? await openEarlier(staging.tree, safePath(path), size, hasher)
        : { ...stageUnder(staging.tree, path, names), offset: 0 };
      const declared = { path: opened.path, size, mode: null, mtime: mtime ?? Date.now() };
      const staged = new StagedFile(staging.tree, declared, opened.file, opened.offset);
      return new Upload(into, plan, { path: opened.path, staging, staged, hasher });
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
    const { path } = this;
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
      if (error instanceof IntegrityError || error instanceof ProtocolError) throw error;
      throw lstat(this.#into) === undefined
        ? destinationFault(error, this.#into)
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

/** Opens the file of an earlier attempt, or creates it. */
async function openEarlier(
  tree: StagedTree,
  path: SafePath,
  size: number | null,
  hasher: Hasher,
): Promise<{ path: SafePath; file: Deno.FsFile; offset: number }> {
  const names = path.split("/");
  for (let depth = 1; depth < names.length; depth++) {
    tree.makeFolder(names.slice(0, depth).join("/") as SafePath, null, Date.now());
  }
  const offset = resumeOffset(tree, path, size);
  if (offset === 0) return { path, file: tree.createFile(path, null), offset };
  await hashFile(tree.path(path), hasher);
  return { path, file: openPartial(tree, path, offset), offset };
}

async function hashFile(path: string, hasher: Hasher): Promise<void> {
  using file = await Deno.open(path);
  const buffer = new Uint8Array(CHUNK);
  for (let count; (count = await file.read(buffer)) !== null;) {
    hasher.update(buffer.subarray(0, count));
  }
}
