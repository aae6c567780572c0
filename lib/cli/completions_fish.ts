/** Completions for fish. @module */

import type { Command, Flag, ValueKind } from "./command.ts";
import { flagsOf } from "./common.ts";

/** A script for fish 3 or newer, to be stored in `~/.config/fish/completions/sluice.fish`. */
export function fishCompletions(commands: readonly Command[]): string {
  const shown = commands.filter(({ hidden }) => !hidden);
  const first = "-n __fish_use_subcommand";
  return [
    "# fish completion for sluice. To use it: sluice completions fish | source",
    "",
    "complete -c sluice -f",
    `complete -c sluice ${first} -s h -l help -d 'show help'`,
    `complete -c sluice ${first} -s V -l version -d 'show the versions'`,
    ...shown.map(({ name, summary }) =>
      `complete -c sluice ${first} -a ${name} -d ${quoted(summary)}`
    ),
    ...shown.flatMap(commandLines),
    "complete -c sluice-run -w sluice",
  ].join("\n") + "\n";
}

function commandLines(command: Command): string[] {
  const start = `complete -c sluice -n ${quoted(`__fish_seen_subcommand_from ${command.name}`)}`;
  const flags = flagsOf(command).filter(({ hidden }) => !hidden);
  return [
    "",
    ...flags.map((flag) => `${start} ${flagOptions(flag)}`),
    ...(command.positionals ?? [])
      .map(values)
      .filter((options) => options !== "")
      .map((options) => `${start} ${options}`),
  ];
}

function flagOptions(flag: Flag): string {
  const short = flag.short === undefined ? "" : `-s ${flag.short} `;
  const about = `-d ${quoted(flag.summary)}`;
  // An optional value is not asked for: fish could not tell it from the next word.
  if (flag.value === undefined || flag.optionalValue) return `${short}-l ${flag.name} ${about}`;
  const offered = values(flag);
  return `${short}-l ${flag.name} ${about} -r${offered === "" ? "" : ` ${offered}`}`;
}

function values({ value, choices = [] }: { value?: ValueKind; choices?: readonly string[] }) {
  if (choices.length > 0) return `-a ${quoted(choices.join(" "))}`;
  if (value === "path") return "-F";
  if (value === "directory") return "-a '(__fish_complete_directories)'";
  if (value === "address") return "-a '(__fish_print_hostnames)'";
  return "";
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
