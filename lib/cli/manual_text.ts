/** Manual pages as text, for a terminal. @module */

import type { Block, ManualPage, Span } from "./manual.ts";
import { PAGE_COLUMNS, wrap } from "../terminal/wrap.ts";

/** Spaces before the text of a section. */
const INDENT = 7;
/** Spaces before the explanation of a term. */
const ITEM_INDENT = 14;
/** Columns of a term that has its explanation beside it. */
const MAX_SHORT = ITEM_INDENT - INDENT - 2;

/**
 * A manual page as text, at most 80 columns wide unless a line must be kept whole.
 *
 * @param bold Formats headings. @default {unchanged}
 */
export function manualText(
  { name, version, sections }: ManualPage,
  bold: (text: string) => string = (text) => text,
): string {
  const parts = sections.filter(({ blocks }) => blocks.length > 0).map(({ title, blocks }) => {
    const texts = blocks.map((block, index) =>
      gapBetween(blocks[index - 1], block) + blockText(block, bold)
    );
    return [bold(title), ...texts].join("\n");
  });
  const title = bold(`${name.toUpperCase()}(1)`);
  return `${[`${title}  sluice ${version}`, ...parts].join("\n\n")}\n`;
}

/** An empty line, unless the block starts a section, or is one of a list of short terms. */
function gapBetween(previous: Block | undefined, block: Block): string {
  if (previous === undefined || previous.kind === "heading") return "";
  return isShortItem(previous) && isShortItem(block) ? "" : "\n";
}

function isShortItem(block: Block): boolean {
  return block.kind === "item" && !block.lines && plain(block.term).length <= MAX_SHORT;
}

function blockText(block: Block, bold: (text: string) => string): string {
  const indent = " ".repeat(INDENT);
  switch (block.kind) {
    case "heading":
      return `   ${bold(block.text)}`;
    case "text":
      return wrap(block.text, { indent: INDENT });
    case "lines":
      return block.lines.map((line) => wrapLine(plain(line))).join("\n");
    case "item": {
      const term = indent + plain(block.term);
      if (block.lines) return [term, ...block.lines.map((line) => `${indent}  ${line}`)].join("\n");
      const text = wrap(block.text!, { indent: ITEM_INDENT });
      if (!isShortItem(block)) return `${term}\n${text}`;
      return term.padEnd(ITEM_INDENT) + text.slice(ITEM_INDENT);
    }
  }
}

/** A line that keeps its spaces; a longer one than fits is wrapped. */
function wrapLine(line: string): string {
  const indented = " ".repeat(INDENT) + line;
  if (indented.length <= PAGE_COLUMNS) return indented;
  return wrap(line, { indent: INDENT, hanging: INDENT + 4 });
}

function plain(spans: readonly Span[]): string {
  return spans.map(({ text }) => text).join("");
}
