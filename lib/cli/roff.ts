/** Manual pages in roff. @module */

import type { Block, ManualPage, Span } from "./manual.ts";

/** A manual page in roff with the `man` macros, for section 1. */
export function roff({ name, version, sections }: ManualPage): string {
  return [
    `.TH ${textLine(name.toUpperCase())} 1 "" "sluice ${textLine(version)}" "User Commands"`,
    // No hyphenation and no justification, so that command lines can be copied.
    ".nh",
    ".ad l",
    ...sections.filter(({ blocks }) => blocks.length > 0).flatMap(({ title, blocks }) => [
      `.SH ${title}`,
      ...blocks.flatMap((block, index) => blockLines(block, blocks[index - 1])),
    ]),
  ].join("\n") + "\n";
}

function blockLines(block: Block, previous: Block | undefined): string[] {
  // A heading starts a paragraph of its own.
  const start = previous === undefined || previous.kind === "heading" ? [] : [".PP"];
  switch (block.kind) {
    case "heading":
      return [`.SS ${textLine(block.text)}`];
    case "text":
      return [...start, textLine(block.text)];
    case "lines":
      return [...start, ".nf", ...block.lines.map(spans), ".fi"];
    case "item":
      return [
        ".TP",
        spans(block.term),
        ...block.lines ? [".nf", ...block.lines.map(textLine), ".fi"] : [textLine(block.text!)],
      ];
  }
}

function spans(spans: readonly Span[]): string {
  const line = spans.map(({ text, font }) => {
    const plain = escaped(text);
    if (font === undefined) return plain;
    return `\\f${font === "bold" ? "B" : "I"}${plain}\\fR`;
  }).join("");
  return line.replace(/^(?=[.'])/, "\\&");
}

function textLine(text: string): string {
  return escaped(text).replace(/^(?=[.'])/, "\\&");
}

/**
 * Escapes plain text for roff: a backslash starts an escape, a dot or a quote at the start of a line is a
 * request, and an unescaped hyphen may be typeset as another character, which a shell does not accept
 * (groff_char(7), man-pages(7)).
 */
function escaped(plain: string): string {
  return plain.replaceAll("\\", "\\e").replaceAll("-", "\\-");
}
