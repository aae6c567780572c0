/** Stand-in for `@std/fmt/colors`: the few styles this project uses. @module */

/** What may stand in a field of a control string, such as the address of a link. */
const FIELD = String.raw`[-\w/#&.:=?%@~]`;

/** A control string (a link, a title), which a bell ends, or a control sequence (a style, a move). */
const ESCAPES = new RegExp(
  String.raw`[\x1b\x9b][[\]()#;?]*` +
    String.raw`(?:(?:(?:;${FIELD}+)*|[^\W_]+(?:;${FIELD}*)*)\x07` +
    String.raw`|(?:\d{1,4}(?:;\d{0,4})*)?[\dA-PR-TXZcf-nq-uy=><~])`,
  "g",
);

let enabled = !Deno.noColor;

/** Switches the styles on or off, unless the user's NO_COLOR has already decided. */
export function setColorEnabled(value: boolean): void {
  if (!Deno.noColor) enabled = value;
}

/** Whether the styles do anything. */
export function getColorEnabled(): boolean {
  return enabled;
}

export function bold(str: string): string {
  return styled(str, 1, 22);
}

export function dim(str: string): string {
  return styled(str, 2, 22);
}

export function italic(str: string): string {
  return styled(str, 3, 23);
}

export function underline(str: string): string {
  return styled(str, 4, 24);
}

export function red(str: string): string {
  return styled(str, 31, 39);
}

export function green(str: string): string {
  return styled(str, 32, 39);
}

export function yellow(str: string): string {
  return styled(str, 33, 39);
}

export function cyan(str: string): string {
  return styled(str, 36, 39);
}

/**
 * The text without the usual escape sequences. Not a defence: what it does not know it leaves in,
 * such as a control string that ESC \ ends.
 */
export function stripAnsiCode(string: string): string {
  return string.replace(ESCAPES, "");
}

/** The end of a style inside the text would end this one too, so this one starts again there. */
function styled(text: string, on: number, off: number): string {
  if (!enabled) return text;
  return `\x1b[${on}m${text.replaceAll(`\x1b[${off}m`, `\x1b[${on}m`)}\x1b[${off}m`;
}
