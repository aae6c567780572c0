/** Parses the screen of a terminal as `tmux capture-pane -e` prints it. @module */

/** How a piece of text looks. */
export interface Style {
  /** The foreground: 0 to 7, or 8 to 15 for the bright ones. @default {the terminal's own} */
  color?: number;
  /** @default {false} */
  bold?: true;
  /** @default {false} */
  dim?: true;
}

/** A piece of a line in one style. */
export interface Span {
  /** The first column, from 0. */
  column: number;
  /** Printable characters of one column each. */
  text: string;
  /** How it looks. */
  style: Style;
}

/** The lines of a screen, from the top; an empty line has no spans. */
export type Screen = Span[][];

// deno-lint-ignore no-control-regex -- The escape sequences are what is parsed.
const SEQUENCE = /\x1b\[([\d;]*)m/;

/**
 * Parses the lines of a screen. A style lasts until another sequence, also over the end of a line.
 * Other sequences than those of styles do not occur in the output of tmux, and are rejected.
 *
 * @throws {Error} if the text has another control character.
 */
export function parseScreen(text: string): Screen {
  let style: Style = {};
  return text.replace(/\n$/, "").split("\n").map((line) => {
    const spans: Span[] = [];
    let column = 0;
    // A split by a pattern with one group alternates texts and groups.
    for (const [n, part] of line.split(SEQUENCE).entries()) {
      if (n % 2 === 1) style = applyCodes(style, part.split(";").map(Number));
      else if (part !== "") {
        if (/\p{Cc}/u.test(part)) throw new Error(`a control character in ${JSON.stringify(line)}`);
        spans.push({ column, text: part, style });
        column += [...part].length;
      }
    }
    return withoutEnd(spans);
  });
}

/** Applies the codes of one sequence. What has no effect on a drawing is ignored. */
function applyCodes(style: Style, codes: number[]): Style {
  let { color, bold, dim } = style;
  for (let n = 0; n < codes.length; n++) {
    const code = codes[n]!;
    if (code === 0) color = bold = dim = undefined;
    else if (code === 1) bold = true;
    else if (code === 2) dim = true;
    else if (code === 22) bold = dim = undefined;
    else if (code >= 30 && code <= 37) color = code - 30;
    else if (code >= 90 && code <= 97) color = code - 90 + 8;
    else if (code === 39) color = undefined;
    else if (code === 38 || code === 48) n += codes[n + 1] === 5 ? 2 : 4;
  }
  return {
    ...color !== undefined && { color },
    ...bold && { bold },
    ...dim && { dim },
  };
}

/** Removes the blanks at the end of a line. */
function withoutEnd(spans: Span[]): Span[] {
  while (spans.length > 0) {
    const last = spans.pop()!;
    const text = last.text.trimEnd();
    if (text !== "") return [...spans, { ...last, text }];
  }
  return spans;
}
