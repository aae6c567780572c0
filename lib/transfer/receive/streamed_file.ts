/** Files that are passed on to standard output. @module */

import type { Hasher } from "../../digest/digest.ts";
import { IntegrityError, ProtocolError } from "../../errors.ts";

/** Used in place of `StagedFile` for content that is passed on instead of stored. */
export class StreamedFile {
  readonly #declared: { path: string; size: number | null };
  readonly #hasher: Hasher;
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  #size = 0;

  /** @param write Resolves when it has taken all of the bytes. */
  constructor(
    declared: { path: string; size: number | null },
    hasher: Hasher,
    write: (bytes: Uint8Array) => Promise<void>,
  ) {
    this.#declared = declared;
    this.#hasher = hasher;
    this.#write = write;
  }

  /** Bytes that were passed on. */
  get size(): number {
    return this.#size;
  }

  /** Passes content on. @throws {ProtocolError} more than was declared. */
  async write(payload: Uint8Array): Promise<void> {
    this.#size += payload.length;
    const { size, path } = this.#declared;
    if (size !== null && this.#size > size) {
      throw new ProtocolError(
        `${JSON.stringify(path)} has ${this.#size} bytes where ${size} were declared`,
      );
    }
    this.#hasher.update(payload);
    await this.#write(payload);
  }

  /** Verifies the file at its end. @throws {IntegrityError} the digests differ. @throws {ProtocolError} the sizes do. */
  finish(size: number, digest: string): Promise<void> {
    const shown = JSON.stringify(this.#declared.path);
    if (this.#size !== size || (this.#declared.size ?? size) !== size) {
      throw new ProtocolError(
        `${shown} has ${this.#size} bytes where ${this.#declared.size ?? size} were declared`,
      );
    }
    const mine = this.#hasher.digest();
    if (mine !== digest) {
      throw new IntegrityError(
        "digest_mismatch",
        `${shown} is damaged: its digest differs from the sender's; discard the output and send it again`,
      );
    }
    return Promise.resolve();
  }

  /** Does nothing: no file is open. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Throws, because what was passed on cannot be undone, and an incomplete file must not look complete. */
  discard(): Promise<void> {
    throw new IntegrityError(
      "source_changed",
      `${
        JSON.stringify(this.#declared.path)
      } is incomplete: the sender could not read all of it; discard the output`,
    );
  }
}
