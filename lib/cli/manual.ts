/** Manual pages as data, from the records of commands. `roff.ts` and `manual_text.ts` format them. @module */

import type { Command, CommandPage, Flag } from "./command.ts";
import { flagsOf } from "./common.ts";
import { environmentOf } from "./environment.ts";
import { EXIT_CODES, type ExitCode, exitCodesOf } from "./exit_codes.ts";
import { flagSummary, valueForm } from "./flag_form.ts";
import { denoRun } from "./help.ts";

/** A piece of text in one font. */
export interface Span {
  text: string;
  /** @default {regular} */
  font?: "bold" | "italic";
}

/** A part of a section. */
export type Block =
  /** A paragraph. */
  | { kind: "text"; text: string }
  /** Lines that are shown as they are. */
  | { kind: "lines"; lines: readonly (readonly Span[])[] }
  /** A term with its explanation, or with lines that are shown as they are. */
  | { kind: "item"; term: readonly Span[]; text?: string; lines?: readonly string[] }
  /** The heading of a part of the section. */
  | { kind: "heading"; text: string };

/** A section of a manual page. One without blocks is left out. */
export interface ManualSection {
  /** Its heading, in capitals. */
  title: string;
  blocks: readonly Block[];
}

/** A manual page of section 1. */
export interface ManualPage {
  /** Its name: `sluice-send`. */
  name: string;
  /** The version of the program. */
  version: string;
  sections: readonly ManualSection[];
}

const PURPOSE = "send files and folders over the local network, verified on arrival";

/** The pages of the program and of every command, in the order of the table. */
export async function manualPages(
  commands: readonly Command[],
  version: string,
): Promise<ManualPage[]> {
  const shown = commands.filter(({ hidden }) => !hidden);
  return [
    programManual(commands, version),
    ...await Promise.all(shown.map((command) => commandManual(command, version))),
  ];
}

/** The program's page. */
export function programManual(commands: readonly Command[], version: string): ManualPage {
  const shown = commands.filter(({ hidden }) => !hidden);
  return {
    name: "sluice",
    version,
    sections: [
      { title: "NAME", blocks: [text(`sluice - ${PURPOSE}`)] },
      {
        title: "SYNOPSIS",
        blocks: [{
          kind: "lines",
          lines: [[
            bold("sluice"),
            regular(" "),
            italic("COMMAND"),
            regular(" [FLAG...] [ARGUMENT...]"),
          ]],
        }],
      },
      {
        title: "DESCRIPTION",
        blocks: [
          text(
            "To send a folder, run sluice send FOLDER on one machine. It prints a code. Run sluice " +
              "receive CODE on the other machine. The machines find each other on the local network, " +
              "prove to each other that they know the code, and encrypt everything. Every file is " +
              "verified by its digest before it gets its final name.",
          ),
          text(
            "Results go to standard output, everything else to standard error. With --json, commands " +
              "write one JSON event a line instead.",
          ),
        ],
      },
      {
        title: "COMMANDS",
        blocks: shown.map(({ name, summary }) => item([bold(name)], summary)),
      },
      {
        title: "OPTIONS",
        blocks: [
          item([bold("-h"), regular(", "), bold("--help")], "show help"),
          item(
            [bold("-V"), regular(", "), bold("--version")],
            "show the versions of sluice and of Deno",
          ),
        ],
      },
      { title: "EXIT STATUS", blocks: exitStatus(EXIT_CODES) },
      { title: "ENVIRONMENT", blocks: environment(environmentOf(shown)) },
      { title: "FILES", blocks: files(shown) },
      { title: "SEE ALSO", blocks: seeAlso(shown.map(({ name }) => `sluice-${name}`)) },
    ],
  };
}

/** A command's page. */
export async function commandManual(command: Command, version: string): Promise<ManualPage> {
  const { name, summary, usage, description, positionals = [] } = command;
  const parts = await command.parts?.() ?? [];
  return {
    name: `sluice-${name}`,
    version,
    sections: [
      { title: "NAME", blocks: [text(`sluice-${name} - ${summary}`)] },
      {
        title: "SYNOPSIS",
        blocks: [{
          kind: "lines",
          lines: usage.map((form) => [bold("sluice"), regular(` ${form}`)]),
        }],
      },
      {
        title: "DESCRIPTION",
        blocks: [
          ...paragraphs(description),
          ...positionals.map(({ name, summary }) => item([italic(name)], summary)),
        ],
      },
      { title: "SERVICES", blocks: parts.flatMap(partBlocks) },
      { title: "OPTIONS", blocks: options(command) },
      { title: "EXAMPLES", blocks: examples([command, ...parts]) },
      { title: "ENVIRONMENT", blocks: environment(environmentOf([command])) },
      { title: "FILES", blocks: files([command]) },
      {
        title: "PERMISSIONS",
        blocks: [
          text("From source, with no more permissions than needed:"),
          { kind: "lines", lines: [[bold(denoRun(command))]] },
          ...permissionCases(command, parts),
        ],
      },
      {
        title: "EXIT STATUS",
        blocks: [
          ...exitStatus(exitCodesOf(command)),
          ...command.passesExitCode ? [text("Otherwise the exit status of the command.")] : [],
        ],
      },
      { title: "SEE ALSO", blocks: seeAlso(["sluice"]) },
    ],
  };
}

/** The lines of the parts, and what is added to a line in some cases. */
function permissionCases(command: CommandPage, parts: readonly CommandPage[]): Block[] {
  const usual = denoRun(command).replace(/ main\.ts .*/, "");
  const lines = parts.map(denoRun).filter((line) => !line.startsWith(`${usual} main.ts`));
  const cases = [command, ...parts].flatMap((page) => page.permissionCases ?? []);
  return [
    ...lines.length === 0 ? [] : [{
      kind: "lines" as const,
      lines: lines.map((line) => [bold(line)]),
    }],
    ...cases.length === 0 ? [] : [text("Add to that line:")],
    ...cases.map(({ when, flags }) => item([bold(flags.join(" "))], `For ${when}.`)),
  ];
}

function partBlocks({ name, description, flags }: CommandPage): Block[] {
  const names = flags.filter(({ hidden }) => !hidden).map((flag) => `--${flag.name}`).join(", ");
  return [
    { kind: "heading", text: name },
    ...paragraphs(description),
    ...names === "" ? [] : [text(`Flags: ${names}.`)],
  ];
}

function options(command: Command): Block[] {
  return flagsOf(command).filter(({ hidden }) => !hidden).map((flag) => {
    const repeated = flag.repeatable ? "It can be given several times." : undefined;
    const details = [repeated, flag.details].filter((text) => text !== undefined).join(" ");
    return item(optionForm(flag), [flagSummary(flag), details].filter(Boolean).join(". "));
  });
}

function optionForm(flag: Flag): Span[] {
  const short = flag.short === undefined ? [] : [bold(`-${flag.short}`), regular(", ")];
  const long = [...short, bold(`--${flag.name}`)];
  return flag.value === undefined ? long : [...long, regular(" "), italic(valueForm(flag))];
}

function examples(pages: readonly CommandPage[]): Block[] {
  return pages.flatMap(({ examples }) =>
    examples.map(({ text, line }): Block => ({
      kind: "item",
      term: [regular(`${text}:`)],
      lines: [line],
    }))
  );
}

function environment(variables: readonly (readonly [string, string])[]): Block[] {
  return variables.map(([name, text]) => item([bold(name)], text));
}

function files(commands: readonly CommandPage[]): Block[] {
  const notes = new Map(
    commands.flatMap(({ files = [] }) => files.map(({ path, text }) => [path, text])),
  );
  return [...notes].map(([path, text]) => item([italic(path)], text));
}

function exitStatus(codes: readonly ExitCode[]): Block[] {
  return codes.map(({ code, when }) => item([bold(String(code))], when));
}

function seeAlso(names: readonly string[]): Block[] {
  const spans = names.flatMap((name, index) => [
    ...index > 0 ? [regular(", ")] : [],
    bold(name),
    regular("(1)"),
  ]);
  return [{ kind: "lines", lines: [spans] }];
}

/** Paragraphs with a line that starts with two spaces are kept as they are. */
function paragraphs(description: string): Block[] {
  return description.trim().split(/\n{2,}/).map((paragraph): Block =>
    /^ {2}/m.test(paragraph)
      ? { kind: "lines", lines: paragraph.split("\n").map((line) => [regular(line)]) }
      : text(paragraph.replace(/\s+/g, " "))
  );
}

function item(term: readonly Span[], text: string): Block {
  return { kind: "item", term, text };
}

function text(text: string): Block {
  return { kind: "text", text };
}

function regular(text: string): Span {
  return { text };
}

function bold(text: string): Span {
  return { text, font: "bold" };
}

function italic(text: string): Span {
  return { text, font: "italic" };
}
