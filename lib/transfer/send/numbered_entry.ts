/** Entries as they are announced. @module */

import type { SourceEntry } from "../../file/source/walk.ts";

/** An entry with its number. */
export interface NumberedEntry extends SourceEntry {
  /** Its number, from 0 on. */
  id: number;
  /** The digest of a resumed file, once it is known. */
  digest?: string;
}
