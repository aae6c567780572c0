/** Breaks lines for a terminal. @module */

import { unicodeWidth } from "@std/cli/unicode-width";

/** Quoted text and commands, which are kept whole so that they can be copied, and other words. */
const WORD = /(?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^\s])+/g;

/**
 * Breaks a line at spaces into lines of at most so many columns; quoted text is kept whole, and so is a word
 * that is too long. The text must be escaped already.
 *
 * @param hanging Spaces before each line but the first.
 */
export function fold(text: string, columns: number, hanging: number): string[] {
  const lines: string[] = [];
  let line = "";
  let end = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const gap = text.slice(end, index);
    end = index + word.length;
    if (line.trim() !== "" && unicodeWidth(line + gap + word) > columns) {
      lines.push(line);
      line = " ".repeat(hanging) + word;
    } else {
      line += gap + word;
    }
  }
  return [...lines, line];
}
