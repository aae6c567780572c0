/** Text in columns. @module */

/** Columns of help and notices: what every terminal has. */
export const PAGE_COLUMNS = 80;

/** Options of {@linkcode wrap}. */
export interface WrapOptions {
  /** Blanks before each line. @default {0} */
  indent?: number;
  /** Blanks before each line but the first. Default: the indent. */
  hanging?: number;
}

/**
 * Breaks text at blanks so that lines have at most 80 columns; a longer word stands alone. Blank
 * lines part paragraphs. Lines that start with two blanks are kept as they are. The text is the
 * program's own: one column a character.
 */
export function wrap(text: string, options: WrapOptions = {}): string {
  const indent = " ".repeat(options.indent ?? 0);
  const hanging = " ".repeat(options.hanging ?? options.indent ?? 0);
  return text.trim().split(/\n{2,}/)
    .map((paragraph) => {
      if (/^ {2}/m.test(paragraph)) return paragraph.replace(/^(?=.)/gm, indent);
      return wrapParagraph(paragraph.split(/\s+/), indent, hanging);
    })
    .join("\n\n");
}

function wrapParagraph(words: string[], indent: string, hanging: string): string {
  const lines: string[] = [];
  let line = indent;
  let isEmpty = true;
  for (const word of words) {
    if (!isEmpty && line.length + 1 + word.length > PAGE_COLUMNS) {
      lines.push(line);
      line = hanging;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join("\n");
}
