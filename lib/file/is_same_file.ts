/** Whether two looks saw one file. @module */

/**
 * Whether two descriptions are of the same file: to open a name follows links, so what was opened is
 * held against what was looked at before.
 */
export function isSameFile(a: Deno.FileInfo, b: Deno.FileInfo): boolean {
  return a.isFile && b.isFile && a.ino === b.ino && a.dev === b.dev;
}
