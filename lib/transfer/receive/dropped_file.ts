/** Files that the receiver cannot store: their content is counted and ignored. @module */

import { ProtocolError } from "../../errors.ts";

/** Used in place of `StagedFile` for content that is not stored. */
export class DroppedFile {
  readonly #declared: { path: string; size: number | null };
  #size: number;

  /** @param size Bytes that were received before. */
  constructor(declared: { path: string; size: number | null }, size = 0) {
    this.#declared = declared;
    this.#size = size;
  }

  /** Bytes that were received. */
  get size(): number {
    return this.#size;
  }

  /** Counts content. @throws {ProtocolError} more than was declared. */
  write(payload: Uint8Array): Promise<void> {
    this.#size += payload.length;
    const { size } = this.#declared;
    if (size !== null && this.#size > size) throw this.#otherSize(size);
    return Promise.resolve();
  }

  /** Checks the size at the end. @throws {ProtocolError} it is not what was declared. */
  finish(size: number): Promise<void> {
    const declared = this.#declared.size ?? size;
    if (this.#size !== size || declared !== size) throw this.#otherSize(declared);
    return Promise.resolve();
  }

  #otherSize(declared: number): ProtocolError {
    const path = JSON.stringify(this.#declared.path);
    return new ProtocolError(
      `${path} has ${this.#size} bytes where ${declared} were declared`,
    );
  }

  /** Does nothing: no file is open. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Does nothing: no file exists. */
  discard(): Promise<void> {
    return Promise.resolve();
  }
}
