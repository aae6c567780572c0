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

const COMMANDS = new Set(["console", "sh", "powershell"]);
const PROMPT = /^(\w+)\$ (.*)$/;

/** Returns the blocks of commands in a page. Throws if a fenced block has no known language. */
export function printedBlocks(page: string): Block[] {
  const blocks: Block[] = [];
  let heading = "";
  for (const part of page.split(/^(?=#+ |```)/m)) {
    const [, title] = /^#+ (.*)/.exec(part) ?? [];
    heading = title ?? heading;
    const [, language, text] = /^```(\w+)\n(.*)/s.exec(part) ?? [];
    if (language === undefined || !COMMANDS.has(language)) continue;
    blocks.push({ heading, language, commands: commandsOf(language, text!) });
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
    else commands.at(-1)!.output.push(line);
  }
  return commands;
}

/** Returns the command lines in the rows of tables, and between words: `sluice …` in backquotes. */
export function inlineCommands(page: string): string[] {
  const prose = page.replaceAll(/^```.*?^```$/gms, "");
  return Array.from(prose.matchAll(/`((?:sluice|sluice-run) [^`]+)`/g), ([, line]) => line!);
}
