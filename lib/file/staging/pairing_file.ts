/**
 * The record of a pairing in the staging folder of its transfer. The same command uses it after the program
 * was killed. It is removed with the folder: when the transfer is done, or is discarded.
 *
 * @module
 */

import { join } from "node:path";
import { isPrivate, listUnfinished } from "./unfinished.ts";
import { lstatBelow } from "../lstat_below.ts";

const NAME = "pairing.json";
/** Maximum size in bytes; records of this program have a few hundred. */
const MAX_BYTES = 4096;

/**
 * Writes the record, readable for its owner only. Replaces an earlier one atomically. Does nothing where
 * the file system shows it to other users: its reader can find the code out.
 */
export function keepPairing(folder: string, text: string): void {
  if (!isPrivate(Deno.lstatSync(folder))) return;
  const part = join(folder, `${NAME}.part`);
  try {
    Deno.removeSync(part);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
  Deno.writeTextFileSync(part, text, { createNew: true, mode: 0o600 });
  Deno.renameSync(part, join(folder, NAME));
}

/** The records of the unfinished transfers in a destination. */
export function keptPairings(into: string): string[] {
  const texts: string[] = [];
  for (const { folder } of listUnfinished(into)) {
    try {
      const info = lstatBelow(folder, NAME);
      if (!info?.isFile || info.size > MAX_BYTES) continue;
      texts.push(Deno.readTextFileSync(join(folder, NAME)));
    } catch { /* Not readable, or removed meanwhile: that transfer needs a code. */ }
  }
  return texts;
}
