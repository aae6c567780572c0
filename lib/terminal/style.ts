/** Text styles of a terminal. @module */

import { bold, dim, green, red } from "@std/fmt/colors";

/** Styles a text for one stream. Each function returns its text unchanged if the stream is not coloured. */
export interface Style {
  /** Bold: what the user copies or passes on. */
  bold(text: string): string;
  /** Dim: what is of secondary importance. */
  dim(text: string): string;
  /** Red: an error or a failed check. */
  red(text: string): string;
  /** Green: a successful check. */
  green(text: string): string;
}

const COLORED: Style = { bold, dim, red, green };

const unchanged = (text: string) => text;
const PLAIN: Style = { bold: unchanged, dim: unchanged, red: unchanged, green: unchanged };

/** The styles of a stream. `NO_COLOR` turns them off in any case. */
export function styleOf(isColored: boolean): Style {
  return isColored ? COLORED : PLAIN;
}
