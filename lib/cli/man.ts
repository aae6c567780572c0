/** Manual pages, from the records of commands. @module */

import type { Command, Flag } from "./command.ts";
import { flagsOf } from "./common.ts";
import { EXIT_CODES, type ExitCode, exitCodesFor } from "./exit_codes.ts";
import { denoRun, flagSummary, placeholder } from "./help.ts";

const PURPOSE = "send files and folders over the local network, and know that they arrived";

/** The program's manual page, in roff with the `man` macros, for section 1. */
export function programManPage(commands: readonly Command[], version: string): string {
  const shown = commands.filter(({ hidden }) => !hidden);
  return page("sluice", version, [
    [".SH NAME", `sluice \\- ${text(PURPOSE)}`],
    [".SH SYNOPSIS", ".B sluice", ".I COMMAND", text("[FLAG...] [WORD...]")],
    [".SH COMMANDS", ...shown.flatMap(({ name, summary }) => entry(bold(name), text(summary)))],
    [
      ".SH OPTIONS",
      ...entry(`${bold("-h")}, ${bold("--help")}`, text("Show help.")),
      ...entry(`${bold("-V")}, ${bold("--version")}`, text("Show the versions.")),
    ],
    exitStatus(EXIT_CODES),
    [
      ".SH ENVIRONMENT",
      ...entry(bold("NO_COLOR"), text("If set and not empty: no colour (https://no-color.org/).")),
    ],
    [".SH SEE ALSO", shown.map(({ name }) => `${bold(`sluice-${name}`)}(1)`).join(",\n")],
  ]);
}

/** A command's manual page, in roff with the `man` macros, for section 1. */
export function commandManPage(command: Command, version: string): string {
  const flags = flagsOf(command).filter(({ hidden }) => !hidden);
  return page(`sluice-${command.name}`, version, [
    [".SH NAME", `sluice-${text(command.name)} \\- ${text(command.summary)}`],
    [
      ".SH SYNOPSIS",
      ...command.usage.flatMap((form, index) => [
        ...index > 0 ? [".br"] : [],
        `${bold("sluice")} ${text(form)}`,
      ]),
    ],
    [".SH DESCRIPTION", ...paragraphs(command.description), ...words(command)],
    [".SH OPTIONS", ...flags.flatMap((flag) => entry(option(flag), text(flagSummary(flag))))],
    [
      ".SH EXAMPLES",
      ...command.examples.flatMap(({ text: purpose, line }) =>
        entry(text(purpose), ...[".nf", text(line), ".fi"])
      ),
    ],
    [".SH PERMISSIONS", text("From source, with no more permissions than it needs:"), ".PP"]
      .concat([bold(denoRun(command))]),
    exitStatus(exitCodesFor(command.permissions)),
    [".SH SEE ALSO", `${bold("sluice")}(1)`],
  ]);
}

function page(title: string, version: string, sections: string[][]): string {
  return [
    `.TH ${text(title.toUpperCase())} 1 "" "sluice ${text(version)}" "User Commands"`,
    // No hyphenation and no justification, so that command lines can be copied.
    ".nh",
    ".ad l",
    ...sections.filter((lines) => lines.length > 1).flat(),
  ].join("\n") + "\n";
}

function exitStatus(codes: readonly ExitCode[]): string[] {
  return [
    ".SH EXIT STATUS",
    ...codes.flatMap(({ code, when }) => entry(bold(String(code)), text(when))),
  ];
}

function words({ positionals = [] }: Command): string[] {
  return positionals.flatMap(({ name, summary }) => entry(italic(name), text(summary)));
}

function option(flag: Flag): string {
  const short = flag.short === undefined ? "" : `${bold(`-${flag.short}`)}, `;
  const long = short + bold(`--${flag.name}`);
  if (flag.value === undefined) return long;
  const value = italic(placeholder(flag));
  return flag.optionalValue ? `${long} [${value}]` : `${long} ${value}`;
}

function entry(head: string, ...body: string[]): string[] {
  return [".TP", head, ...body];
}

/** Paragraphs with a line that starts with two spaces are kept. */
function paragraphs(description: string): string[] {
  return description.trim().split(/\n{2,}/).flatMap((paragraph, index) => {
    const start = index > 0 ? [".PP"] : [];
    if (/^ {2}/m.test(paragraph)) {
      return [...start, ".nf", ...paragraph.split("\n").map(text), ".fi"];
    }
    return [...start, text(paragraph.replace(/\s+/g, " "))];
  });
}

function bold(words: string): string {
  return `\\fB${text(words)}\\fR`;
}

function italic(words: string): string {
  return `\\fI${text(words)}\\fR`;
}

/**
 * Escapes plain text for roff: a backslash starts an escape, a dot or a quote at the start of a line is a
 * request, and an unescaped hyphen may be typeset as another character, which a shell does not accept
 * (groff_char(7), man-pages(7)).
 */
function text(plain: string): string {
  return plain.replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^(?=[.'])/, "\\&");
}
