/** Identity of files. @module */

/**
 * Whether two descriptions are of the same file. Opening a name follows links, so an open file is
 * compared with what was found under the name before.
 */
export function isSameFile(a: Deno.FileInfo, b: Deno.FileInfo): boolean {
  return a.isFile && b.isFile && a.ino === b.ino && a.dev === b.dev;
}
