/** Digests of resumed files. @module */

import type { Digest } from "../../digest/digest.ts";
import { SourceError, SourceFile } from "../../file/source/source_file.ts";
import { VERIFY_SLICE_BYTES } from "../../limits.ts";
import type { NumberedEntry } from "./numbered_entry.ts";
import type { ReceiverMessages } from "./receiver_messages.ts";

/** The end of a resumed file: its digest, or why it could not be read. */
export type LateEnd =
  | { entry: NumberedEntry; digest: string; fault?: undefined }
  | { entry: NumberedEntry; fault: SourceError };

/** Computes the digests of whole files beside the sending of their tails, one file after the other. */
export class LateDigests {
  readonly #digest: Digest;
  readonly #messages: ReceiverMessages;
  readonly #ends: LateEnd[] = [];
  #last: Promise<void> = Promise.resolve();
  #running = 0;

  constructor(digest: Digest, messages: ReceiverMessages) {
    this.#digest = digest;
    this.#messages = messages;
  }

  /** Files whose digest is not computed yet. */
  get running(): number {
    return this.#running;
  }

  /** Files whose end can be sent. */
  get ready(): number {
    return this.#ends.length;
  }

  /** Removes these ends and returns them. */
  take(): LateEnd[] {
    return this.#ends.splice(0);
  }

  /** Begins a file. */
  add(entry: NumberedEntry): void {
    this.#running++;
    this.#last = this.#last.then(async () => {
      try {
        this.#ends.push({ entry, digest: await this.#compute(entry) });
      } catch (error) {
        const fault = error instanceof SourceError
          ? error
          : new SourceError(entry.source, String(error));
        this.#ends.push({ entry, fault });
      }
      this.#running--;
      this.#messages.wake();
    });
  }

  async #compute(entry: NumberedEntry): Promise<string> {
    const size = entry.size!;
    const file = SourceFile.open({ ...entry, size });
    try {
      const hasher = this.#digest.create();
      const buffer = new Uint8Array(Math.min(size, VERIFY_SLICE_BYTES));
      for (let left = size; left > 0 && !this.#messages.hasFailed;) {
        const part = buffer.subarray(0, Math.min(left, buffer.length));
        await file.read(part, false);
        hasher.update(part);
        left -= part.length;
      }
      file.assertUnchanged();
      return hasher.digest();
    } finally {
      file.close();
    }
  }
}
