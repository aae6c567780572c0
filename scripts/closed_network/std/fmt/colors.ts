/** Stand-in for `@std/fmt/colors`. @module */

/** Makes text red, unless the user has set NO_COLOR. */
export function red(text: string): string {
  if (Deno.noColor) return text;
  // The end of red inside the text would end this one as well, so red is started again there.
  return `\x1b[31m${text.replaceAll("\x1b[39m", "\x1b[31m")}\x1b[39m`;
}
