/** One word of a command line. @module */

/** A word quoted for a POSIX shell or PowerShell, where it needs to be. */
export function shellWord(word: string): string {
  return /^[\w./:@%+,=\[\]-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
