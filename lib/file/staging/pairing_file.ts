/**
 * What a receiver keeps of a pairing in the staging folder of its transfer, for the same command after the
 * program was killed. It goes with the folder: when the transfer is done, or is discarded.
 *
 * @module
 */

import { join } from "node:path";
import { listUnfinished } from "./unfinished.ts";
import { lstatBelow } from "../lstat_below.ts";

const NAME = "pairing.json";
/** Bytes of one: ours have a few hundred. */
const MAX_BYTES = 4096;

/** Keeps a text in a staging folder, readable for its owner only. It replaces an earlier one in one step. */
export function keepPairing(folder: string, text: string): void {
  const part = join(folder, `${NAME}.part`);
  try {
    Deno.removeSync(part);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
  Deno.writeTextFileSync(part, text, { createNew: true, mode: 0o600 });
  Deno.renameSync(part, join(folder, NAME));
}

/** What the unfinished transfers in a destination have kept. */
export function keptPairings(into: string): string[] {
  const texts: string[] = [];
  for (const { folder } of listUnfinished(into)) {
    try {
      const info = lstatBelow(folder, NAME);
      if (!info?.isFile || info.size > MAX_BYTES) continue;
      texts.push(Deno.readTextFileSync(join(folder, NAME)));
    } catch { /* Unreadable, or gone meanwhile: it takes a code then. */ }
  }
  return texts;
}
