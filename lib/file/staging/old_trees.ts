/** The trees that earlier sessions left in a staging folder. @module */

import { join } from "node:path";

/** Names of these trees. */
const OLD = /^old-(\d+)$/;

/** Renames an earlier session's `tree` to the newest `old-N`; returns all of these, the newest first. */
export function retireTree(folder: string): string[] {
  const numbers = Array.from(Deno.readDirSync(folder), ({ name }) => OLD.exec(name)?.[1])
    .filter((n) => n !== undefined).map(Number).sort((a, b) => b - a);
  try {
    const next = (numbers[0] ?? 0) + 1;
    Deno.renameSync(join(folder, "tree"), join(folder, `old-${next}`));
    numbers.unshift(next);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
  return numbers.map((n) => join(folder, `old-${n}`));
}

/** Removes links and files that have the name of such a tree, so that no link is followed. */
export function dropLinks(folder: string): void {
  for (const { name, isDirectory } of [...Deno.readDirSync(folder)]) {
    if (!isDirectory && (name === "tree" || OLD.test(name))) Deno.removeSync(join(folder, name));
  }
}
