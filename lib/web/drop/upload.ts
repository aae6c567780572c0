/** One file on its way from a browser into the destination. @module */

import { sha256 } from "../../digest/sha256.ts";
import type { Hasher } from "../../digest/digest.ts";
import { IntegrityError, LocalError, ProtocolError } from "../../errors.ts";
import { openEarlier, takeEarlier } from "../../file/earlier_file.ts";
import { localFault } from "../../file/local_fault.ts";
import { above, finalPath, type IfExists, place } from "../../file/place.ts";
import type { SafePath } from "../../file/safe_path.ts";
import { StagedFile } from "../../file/staged_file.ts";
import { Staging } from "../../file/staging.ts";

/** Bytes read at a time of what an earlier run left. */
const CHUNK = 1024 * 1024;

/** What a client says of the file. */
export interface UploadPlan {
  /** Where it goes, below the destination. */
  path: SafePath;
  /** Bytes; null where the client does not know. */
  size: number | null;
  /** Modification time, milliseconds since 1970; null where the client does not say: now. */
  mtime: number | null;
  /** Whether it may be gone on with later, also by another run of the program. */
  resumable: boolean;
}

/** What became of a file that came whole. */
export type Stored =
  | { kind: "stored"; path: string; size: number; digest: string }
  | { kind: "skipped"; reason: string };

/** A file that is being received; one body at a time is written to it. */
export class Upload {
  /** What the client says of it. */
  readonly plan: UploadPlan;
  readonly #into: string;
  readonly #staging: Staging;
  readonly #staged: StagedFile;
  readonly #hasher: Hasher;
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
   * Opens the staging folder for a file; that of an earlier try where the plan may be gone on with.
   *
   * @throws {LocalError} the destination cannot be written.
   */
  static async open(into: string, plan: UploadPlan): Promise<Upload> {
    const { path, size, mtime, resumable } = plan;
    // Not the name of a digest, so that no other kind of transfer takes it for its own.
    const offer = { names: [path], digest: `sha256 of ${size ?? "?"} bytes, ${mtime ?? "?"}` };
    const staging = Staging.open(into, offer, resumable);
    try {
      const names = path.split("/");
      for (let depth = 1; depth < names.length; depth++) {
        const folder = names.slice(0, depth).join("/") as SafePath;
        staging.makeFolder(folder, null, Date.now());
      }
      const offset = resumable ? takeEarlier(staging, path, size) : 0;
      const hasher = sha256.create();
      const declared = { path, size, mode: null, mtime: mtime ?? Date.now() };
      if (offset > 0) await hashFile(staging.path(path), hasher);
      const file = offset > 0 ? openEarlier(staging, path, offset) : staging.createFile(path, null);
      const staged = new StagedFile(staging, declared, file, offset);
      return new Upload(into, plan, { staging, staged, hasher });
    } catch (error) {
      staging.remove();
      throw error;
    }
  }

  /** Bytes that are here. */
  get size(): number {
    return this.#staged.size;
  }

  /**
   * Appends a piece, whose buffer nobody uses again.
   *
   * @throws {ProtocolError} more than was announced. @throws {LocalError} the disk says no.
   */
  async write(piece: Uint8Array): Promise<void> {
    const written = this.#staged.write(piece, () => () => {});
    this.#hasher.update(piece);
    await written;
  }

  /**
   * Verifies what has come and puts it in place. It is over then, whatever came of it.
   *
   * @param given the client's SHA-256 in hexadecimal; null where it gave none, and only the length counts
   * @throws {IntegrityError} the digests differ; nothing is left.
   * @throws {LocalError} code `exists`: with policy `refuse` something has that name.
   */
  async finish(given: string | null, ifExists: IfExists): Promise<Stored> {
    this.#over = true;
    const { path } = this.plan;
    const digest = this.#hasher.digest();
    try {
      await this.#staged.finish(this.size, given ?? digest, digest);
      const tree = await this.#staging.settle();
      // Each file is a transfer of its own, so "refuse" means the file, not the folder it goes into:
      // what "skip" would leave is what "refuse" turns down.
      const policy = ifExists === "refuse" ? "skip" : ifExists;
      const placement = await place(tree, this.#into, policy, this.#staging.forPlacing);
      const failed = above(path, (one) => placement.failed.has(one));
      if (failed !== undefined) {
        throw new LocalError(
          "exists",
          `store ${JSON.stringify(path)}: ${placement.failed.get(failed)}`,
        );
      }
      if (placement.skipped.has(path)) {
        if (ifExists !== "refuse") return { kind: "skipped", reason: "it exists" };
        throw new LocalError(
          "exists",
          `store ${JSON.stringify(path)}: something of that name is there`,
        );
      }
      return { kind: "stored", path: finalPath(path, placement), size: this.size, digest };
    } catch (error) {
      await this.#staged.close();
      throw error instanceof IntegrityError || error instanceof ProtocolError
        ? error
        : localFault(error, `store ${JSON.stringify(path)}`);
    } finally {
      this.#staging.remove();
    }
  }

  /** Stops. What has come is left for another time where it may be gone on with. */
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
