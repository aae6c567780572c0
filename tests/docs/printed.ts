/**
 * The commands that a page prints. In a fenced `console` block a line `NAME$ COMMAND` is typed at the
 * machine of that name; the other lines are output. In a block of a shell every line is a command.
 *
 * @module
 */

/** A command, as it is typed. */
export interface Printed {
  /** Where: `ada` or `bob`. */
  machine: string;
  /** The line. */
  line: string;
  /** Lines of its output that the page shows. */
  output: string[];
}

/** A fenced block of a page. */
export interface Block {
  /** The nearest heading above it. */
  heading: string;
  /** Its language: `console`, `sh`, `powershell`. */
  language: string;
  /** Its commands, in order. */
  commands: Printed[];
}

/** Languages of blocks with commands, and of others. */
const COMMANDS = ["console", "sh", "powershell"];
const OTHERS = ["json", "ts"];
const PROMPT = /^(\w+)\$ (.*)$/;
const HEADING_OR_BLOCK = /^#+ ([^\n]*)$|^```(\w*)[^\n]*\n(.*?)^```$/gms;

/**
 * Returns the blocks of commands in a page.
 *
 * @throws {Error} if a block has no language, or another than these pages have.
 */
export function printedBlocks(page: string): Block[] {
  const blocks: Block[] = [];
  let heading = "";
  for (const [, title, language = "", text = ""] of page.matchAll(HEADING_OR_BLOCK)) {
    if (title !== undefined) heading = title;
    else if (COMMANDS.includes(language)) {
      blocks.push({ heading, language, commands: commandsOf(language, text) });
    } else if (!OTHERS.includes(language)) {
      throw new Error(`a block under "${heading}" has the language "${language}"`);
    }
  }
  return blocks;
}

function commandsOf(language: string, text: string): Printed[] {
  const lines = text.replaceAll("\\\n", "").split("\n").map((line) => line.trimEnd());
  const commands: Printed[] = [];
  for (const line of lines.filter((line) => line !== "")) {
    const [, machine, typed] = PROMPT.exec(line) ?? [];
    if (language !== "console") commands.push({ machine: "ada", line, output: [] });
    else if (machine !== undefined) commands.push({ machine, line: typed!, output: [] });
    else if (commands.length > 0) commands.at(-1)!.output.push(line);
    else throw new Error(`output before a command: ${line}`);
  }
  return commands;
}

/** Returns the command lines in the text, which are not run: `sluice …` in backquotes. */
export function inlineCommands(page: string): string[] {
  const prose = page.replaceAll(/^```.*?^```$/gms, "");
  return Array.from(prose.matchAll(/`((?:sluice|sluice-run) [^`]+)`/g), ([, line]) => line!);
}
