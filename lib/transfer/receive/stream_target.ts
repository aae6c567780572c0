/** Standard output as the target of a transfer. @module */

import { ProtocolError } from "../../errors.ts";
import type { PeerPath } from "../../file/safe_path.ts";
import type { Entry } from "../../frame/control.ts";
import type { ContentIntake } from "./content_intake.ts";
import type { EntryTarget } from "./entry_intake.ts";

/** Passes the content of one file on; nothing is stored. */
export class StreamTarget implements EntryTarget {
  readonly #content: ContentIntake;
  readonly #write: (bytes: Uint8Array) => Promise<void>;

  /** @param write Resolves when it has taken all of the bytes. */
  constructor(content: ContentIntake, write: (bytes: Uint8Array) => Promise<void>) {
    this.#content = content;
    this.#write = write;
  }

  /** Begins the file. @throws {ProtocolError} another entry was offered. */
  take(entry: Entry, path: PeerPath): void {
    if (entry.kind !== "file" || entry.id > 0) {
      throw new ProtocolError(`${JSON.stringify(path)} arrived, but one file was offered`);
    }
    this.#content.beginStream({ entry, path }, this.#write);
  }
}
