/** Policies for names that exist already. @module */

/**
 * What happens to a name that exists: nothing is stored at all, the existing file stays, the new one
 * gets another name, the existing one is replaced, or replaced if the new one is newer or of another size.
 */
export type IfExists = "refuse" | "skip" | "rename" | "overwrite" | "update";

/** All of {@linkcode IfExists}, the default first. */
export const IF_EXISTS: readonly IfExists[] = ["refuse", "skip", "rename", "overwrite", "update"];

/** The properties of a file that policies compare. */
export interface Comparable {
  /** Bytes; null where they are not known. */
  size: number | null;
  /** Modification time, milliseconds since 1970. */
  mtime: number;
}

/** Whether a file is to be stored under the name of an existing one. */
export function shouldReplace(
  policy: IfExists,
  incoming: Comparable,
  existing: Comparable,
): boolean {
  if (policy === "skip") return false;
  if (policy !== "update") return true;
  return incoming.size !== existing.size || incoming.mtime > existing.mtime;
}

/** A file's properties for {@linkcode shouldReplace}. */
export function comparable(info: Deno.FileInfo): Comparable {
  return { size: info.size, mtime: info.mtime?.getTime() ?? 0 };
}
