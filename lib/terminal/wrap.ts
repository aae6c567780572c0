/** Wraps text. @module */

/** Columns of help and notices: the width of the smallest usual terminal. */
export const PAGE_COLUMNS = 80;

/** Options of {@linkcode wrap}. */
export interface WrapOptions {
  /** Spaces before each line. @default {0} */
  indent?: number;
  /** Spaces before each line but the first. @default {indent} */
  hanging?: number;
  /** The width of a line. @default {PAGE_COLUMNS} */
  columns?: number;
}

/**
 * Wraps text at spaces to lines of at most so many columns. A longer word gets a line of its own. Blank lines
 * separate paragraphs. Paragraphs with a line that starts with two spaces are kept. Every character must
 * take one column.
 */
export function wrap(text: string, options: WrapOptions = {}): string {
  const indent = " ".repeat(options.indent ?? 0);
  const hanging = " ".repeat(options.hanging ?? options.indent ?? 0);
  return text.trim().split(/\n{2,}/)
    .map((paragraph) => {
      if (/^ {2}/m.test(paragraph)) return paragraph.replace(/^(?=.)/gm, indent);
      const columns = options.columns ?? PAGE_COLUMNS;
      return wrapParagraph(paragraph.split(/\s+/), { indent, hanging, columns });
    })
    .join("\n\n");
}

function wrapParagraph(
  words: string[],
  { indent, hanging, columns }: { indent: string; hanging: string; columns: number },
): string {
  const lines: string[] = [];
  let line = indent;
  let isEmpty = true;
  for (const word of words) {
    if (!isEmpty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = hanging;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join("\n");
}
