/** Help, from the records of commands. @module */

import type { Command, Flag } from "./command.ts";
import { flagsOf } from "./common.ts";
import { EXIT_CODES, exitCodesFor } from "./exit_codes.ts";
import { wrap } from "../terminal/wrap.ts";

/** Columns of the left side of a list at most. A longer entry gets a line of its own. */
const MAX_LEFT = 26;

/** The program's help: the commands in the table's order, and references. */
export function programHelp(commands: readonly Command[]): string {
  const shown = commands.filter(({ hidden }) => !hidden);
  return sections([
    ["", "sluice: send files to the machine next to you, and know that they arrived"],
    ["Usage", "  sluice COMMAND [FLAG...] [WORD...]"],
    ["Commands", list(shown.map(({ name, summary }) => [name, summary]))],
    [
      "Flags",
      list([
        ["-h, --help", "show this help, or after a command that command's"],
        ["-V, --version", "show the versions of sluice and of Deno"],
      ]),
    ],
    [
      "Read on",
      list([
        ["sluice help COMMAND", "what a command does, its flags, examples"],
        ["sluice help exit-codes", "what the exit codes mean"],
      ]),
    ],
  ]);
}

/** A command's help, in at most 80 columns. */
export function commandHelp(command: Command): string {
  const words = command.positionals ?? [];
  const flags = flagsOf(command).filter(({ hidden }) => !hidden);
  return sections([
    ["", wrap(`sluice ${command.name}: ${command.summary}`)],
    ["Usage", usage(command)],
    ["", wrap(command.description)],
    ["Words", list(words.map(({ name, summary }) => [name, summary]))],
    ["Flags", list(flags.map((flag) => [flagForm(flag), flagSummary(flag)]))],
    [
      "Examples",
      command.examples.map(({ text, line }) => `${wrap(text, { indent: 2 })}\n    ${line}`)
        .join("\n\n"),
    ],
    ["Permissions, from source", wrap(denoRun(command), { indent: 2, hanging: 4 })],
    [
      "Exit codes",
      list(exitCodesFor(command.permissions).map(({ code, when }) => [String(code), when])),
    ],
  ]);
}

/** The table of all exit codes. */
export function exitCodesHelp(): string {
  return sections([[
    "Exit codes",
    list(EXIT_CODES.map(({ code, name, when }) => [`${String(code).padStart(3)}  ${name}`, when])),
  ]]);
}

/** The command line that runs a command from source with the permissions it needs. */
export function denoRun(command: Command): string {
  return ["deno run", ...command.permissionFlags, "main.ts", command.name, "..."].join(" ");
}

/** The form of a flag in help: `-q, --quiet`, `    --into DIR`, `    --listen [HOST:PORT]`. */
export function flagForm(flag: Flag): string {
  const short = flag.short === undefined ? "    " : `-${flag.short}, `;
  const value = placeholder(flag);
  const shown = flag.optionalValue ? `[${value}]` : value;
  return `${short}--${flag.name}${flag.value === undefined ? "" : ` ${shown}`}`;
}

/** The name of a flag's value: `DIR`. */
export function placeholder(flag: Flag): string {
  return flag.placeholder ?? (flag.value ?? "").toUpperCase();
}

/** The summary of a flag with its choices, its default, and whether it is repeatable. */
export function flagSummary(flag: Flag): string {
  const notes = [
    flag.choices === undefined ? "" : `one of ${flag.choices.join(", ")}`,
    flag.repeatable ? "may be given again" : "",
    flag.default === undefined ? "" : `default ${flag.default}`,
  ].filter(Boolean).join("; ");
  return notes === "" ? flag.summary : `${flag.summary} (${notes})`;
}

function usage({ usage }: Command): string {
  return usage.map((form) => wrap(`sluice ${form}`, { indent: 2, hanging: 6 })).join("\n");
}

function sections(parts: readonly (readonly [string, string])[]): string {
  return parts.filter(([, text]) => text !== "")
    .map(([title, text]) => title === "" ? text : `${title}:\n${text}`)
    .join("\n\n") + "\n";
}

/** Two aligned columns, the right one wrapped. */
function list(rows: readonly (readonly [string, string])[]): string {
  const widths = rows.map(([left]) => left.length).filter((width) => width <= MAX_LEFT);
  const indent = 2 + Math.max(0, ...widths) + 2;
  return rows.map(([left, right]) => {
    const text = wrap(right, { indent });
    return left.length <= indent - 4
      ? `  ${left}`.padEnd(indent) + text.slice(indent)
      : `  ${left}\n${text}`;
  }).join("\n");
}
