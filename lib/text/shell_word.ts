/** One word of a command line. @module */

/** Quotes a word for a POSIX shell or PowerShell if necessary. */
export function shellWord(word: string): string {
  // Characters that a terminal does not show, or obeys, are spelled out (ANSI-C quoting of bash and zsh).
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(word)) return `$'${spelledOut(word)}'`;
  return /^[\w./:@%+,=\[\]-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function spelledOut(word: string): string {
  return word.replace(/[\\']/g, "\\$&").replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\U${character.codePointAt(0)!.toString(16).padStart(8, "0")}`,
  );
}
