/** Permission bits of staged entries. @module */

import { receivedMode } from "../permission_bits.ts";

/** The modes that entries are created with and end with, given the umask of this process. */
export class StagedModes {
  readonly #umask: number;

  /** @param umask Bits that this process does not grant by itself. */
  constructor(umask: number) {
    this.#umask = umask;
  }

  /** The mode an entry ends with; see {@linkcode receivedMode}. */
  final(kind: "file" | "dir", mode: number | null): number {
    return receivedMode(kind, mode, this.#umask);
  }

  /** The mode to create a file with, so that its owner can write it until it is finished. */
  working(mode: number): number {
    return mode | 0o600;
  }

  /** Whether a file created with {@linkcode StagedModes.working} does not have its final mode yet. */
  needsChmod(mode: number): boolean {
    return (this.working(mode) & ~this.#umask) !== mode;
  }
}
