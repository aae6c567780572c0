/** Lists or removes unfinished transfers. @module */

import { escapeText } from "../../lib/text/escape.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { discardUnfinished } from "../../lib/file/staging/discard_unfinished.ts";
import { listUnfinished } from "../../lib/file/staging/unfinished.ts";

/** Prints a line for each unfinished transfer in a folder, or removes each. */
export async function partial(
  folder: string,
  discard: boolean,
  terminal: Terminal,
): Promise<number> {
  for (const found of [...listUnfinished(folder)]) {
    const { folder: staging, names } = found;
    const done = discard && discardUnfinished(found);
    if (terminal.json) {
      await terminal.event({ event: "partial", folder: staging, names, discarded: done });
      continue;
    }
    const what = !discard ? "" : done ? "discarded  " : "in use     ";
    await terminal.print(`${what}${escapeText(staging)}  ${names.map(escapeText).join(", ")}\n`);
  }
  return 0;
}
