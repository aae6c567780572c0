/** Help, from the records of commands. Each page fits one screen; the manual has the details. @module */

import type { Command, CommandGroup, CommandPage, Flag } from "./command.ts";
import { commonFlags } from "./common.ts";
import { EXIT_CODES, exitCodesOf } from "./exit_codes.ts";
import { flagForm, flagSummary, valueForm } from "./flag_form.ts";
import { PAGE_COLUMNS, wrap } from "../terminal/wrap.ts";

/** The groups of the list of commands, in order. */
export const GROUPS: readonly CommandGroup[] = [
  "Transfer",
  "Browser",
  "Remote command",
  "Sockets",
  "Diagnose",
  "Shell",
];

/** Examples that help shows of a command. The manual page shows all. */
const MAX_EXAMPLES = 3;

/** Columns of an example, with its purpose to the right of it. Longer ones get a line of their own. */
const EXAMPLE_COLUMNS = 44;

/** The program's help: how to send a file, and the commands by group. */
export function programHelp(commands: readonly Command[]): string {
  const shown = commands.filter(({ hidden }) => !hidden);
  const pages = [...shown, ...shown.flatMap(({ listed = [] }) => listed)];
  const minLeft = Math.max(...pages.map(({ name }) => name.length));
  const groups = GROUPS.map((group) => {
    const rows = pages.filter((page) => page.group === group)
      .map(({ name, summary }) => [name, summary] as const);
    return rows.length === 0 ? [] : [`${group}:`, columns(rows, { minLeft })];
  }).flat();
  return lines(
    "sluice sends files and folders to another machine on the local network",
    "",
    columns([
      ["sluice send holiday", "on this machine: prints a code"],
      ["sluice receive CODE", "on the other machine, with that code"],
    ]),
    "",
    "Usage: sluice COMMAND [FLAG...] [ARGUMENT...]",
    "",
    ...groups,
    "",
    "Flags: -h, --help; -V, --version",
    "More: sluice help COMMAND, sluice help exit-codes, sluice man",
  );
}

/**
 * The help of a command or of a part of one, in at most 80 columns.
 *
 * @param parts The parts of the command.
 */
export function commandHelp(page: CommandPage, parts: readonly CommandPage[] = []): string {
  const { name, summary, usage, positionals = [] } = page;
  const flags = page.flags.filter((flag) => !flag.hidden && isOfMost(flag, parts));
  const [command = name] = name.split(" ");
  return lines(
    ...wrap(summary).split("\n"),
    "",
    `Usage: ${usage.map(usageForm).join("\n").trimStart()}`,
    ...section("Examples", examples(page)),
    ...section("Services", columns(parts.map((part) => [lastWord(part.name), part.summary]))),
    ...section("Arguments", columns(positionals.map(({ name, summary }) => [name, summary]))),
    ...section("Flags", columns(flags.map((flag) => [flagForm(flag), flagSummary(flag)]))),
    ...flags.length === 0 ? [""] : [],
    `Common flags: ${commonFlags(page).map(shortForm).join(", ")}`,
    ...parts.length === 0 ? [] : [`More flags: sluice help ${name} ${positionals[0]?.name}`],
    "",
    wrap(`From source: ${denoRun(page)}`, { hanging: 2 }),
    exitCodes(page),
    `More: man sluice-${command}, or sluice man ${command}`,
  );
}

/**
 * The help that `--help` among these arguments of a command asks for: of the part that they name, or else of
 * the command.
 *
 * @throws {CallerError} code `usage` if the first argument should name a part, and does not.
 */
export async function helpAmong(words: readonly string[], command: Command): Promise<string> {
  const parts = await command.parts?.() ?? [];
  const named = parts.find(({ name }) => words.some((word) => name === `${command.name} ${word}`));
  if (named !== undefined) return commandHelp(named);
  const [first = "-"] = words;
  if (parts.length === 0 || first.startsWith("-")) return commandHelp(command, parts);
  throw (await import("./unknown_part.ts")).unknownPart(first, command, parts);
}

/** The table of all exit codes. */
export function exitCodesHelp(): string {
  const rows = EXIT_CODES.map(({ code, name, when }) =>
    [`${String(code).padStart(3)}  ${name}`, when] as const
  );
  return lines("Exit codes:", columns(rows));
}

/** The command line that runs a command from source with the permissions it needs. */
export function denoRun({ name, permissionFlags }: CommandPage): string {
  return ["deno run", ...permissionFlags, "main.ts", name, "..."].join(" ");
}

/** Below each other, after `Usage: `. */
function usageForm(form: string): string {
  return wrap(`sluice ${form}`, { indent: 7, hanging: 13 });
}

/** Flags of a few parts only are in the help of these. */
function isOfMost({ name }: Flag, parts: readonly CommandPage[]): boolean {
  const having = parts.filter(({ flags }) => flags.some((flag) => flag.name === name));
  return parts.length === 0 || having.length > parts.length / 2;
}

function examples(page: CommandPage): string {
  const rows = page.examples.slice(0, MAX_EXAMPLES).map(({ text, line }) => [line, text] as const);
  return columns(rows, { maxLeft: EXAMPLE_COLUMNS });
}

/** `-q/--quiet`, `--timeout DURATION`. */
function shortForm(flag: Flag): string {
  const short = flag.short === undefined ? "" : `-${flag.short}/`;
  return `${short}--${flag.name}${flag.value === undefined ? "" : ` ${valueForm(flag)}`}`;
}

function exitCodes(page: CommandPage): string {
  const codes = exitCodesOf(page).map(({ code }) => code).join(" ");
  const list = `Exit codes: ${codes}${page.passesExitCode ? ", or that of the command" : ""};`;
  const reference = "see sluice help exit-codes";
  const line = `${list} ${reference}`;
  return line.length <= PAGE_COLUMNS ? line : `${wrap(list, { hanging: 2 })}\n  ${reference}`;
}

function lastWord(name: string): string {
  return name.split(" ").at(-1)!;
}

function section(title: string, text: string): string[] {
  return text === "" ? [] : ["", `${title}:`, text];
}

function lines(...lines: string[]): string {
  return lines.join("\n") + "\n";
}

/** Options of `columns`. */
interface ColumnsOptions {
  /** Columns of the left side at most. A longer entry gets a line of its own. @default {26} */
  maxLeft?: number;
  /** Columns of the left side at least. @default {0} */
  minLeft?: number;
}

/** Two aligned columns, indented by two; the right one is wrapped at 80 columns. */
function columns(
  rows: readonly (readonly [left: string, right: string])[],
  { maxLeft = 26, minLeft = 0 }: ColumnsOptions = {},
): string {
  const widths = rows.map(([left]) => left.length).filter((width) => width <= maxLeft);
  const indent = 2 + Math.max(minLeft, ...widths) + 2;
  return rows.map(([left, right]) => {
    const text = wrap(right, { indent });
    return left.length <= indent - 4
      ? `  ${left}`.padEnd(indent) + text.slice(indent)
      : `  ${left}\n${text}`;
  }).join("\n");
}
