/** Lines of a digest list, as GNU coreutils writes and checks them. @module */

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r" };

/**
 * One line of a digest list, without its end: `HEX  path`.
 *
 * Backslashes, newlines and carriage returns in the path are written as `\\`, `\n` and `\r`, and the line
 * then starts with a backslash, as `sha256sum -c` expects (GNU coreutils manual, "md5sum invocation").
 * Nothing else is escaped, because the line is for programs.
 *
 * @param hex the digest in lower-case hexadecimal
 * @param path the path relative to where the list will be checked
 */
export function checksumLine(hex: string, path: string): string {
  const escaped = path.replace(/[\\\n\r]/g, (character) => ESCAPES[character]!);
  return `${escaped === path ? "" : "\\"}${hex}  ${escaped}`;
}
