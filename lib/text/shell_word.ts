/** One word of a command line. @module */

/** Quotes a word for a POSIX shell or PowerShell if necessary. */
export function shellWord(word: string): string {
  return /^[\w./:@%+,=\[\]-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
