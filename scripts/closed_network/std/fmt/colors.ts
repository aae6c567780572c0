/** Stand-in for `@std/fmt/colors`. @module */

/** Makes text bold. */
export function bold(text: string): string {
  return styled(text, 1, 22);
}

/** Makes text dim. */
export function dim(text: string): string {
  return styled(text, 2, 22);
}

/** Makes text red. */
export function red(text: string): string {
  return styled(text, 31, 39);
}

/** Makes text green. */
export function green(text: string): string {
  return styled(text, 32, 39);
}

/** Does nothing if the user has set NO_COLOR. */
function styled(text: string, start: number, end: number): string {
  if (Deno.noColor) return text;
  const [open, close] = [`\x1b[${start}m`, `\x1b[${end}m`];
  // The end of the style inside the text would end this one as well, so it is started again there.
  return `${open}${text.replaceAll(close, open)}${close}`;
}
