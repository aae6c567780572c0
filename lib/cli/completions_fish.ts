/** Completions for fish. @module */

import type { Command, Flag, Positional } from "./command.ts";
import { flagsOf } from "./common.ts";
import { offeredWords } from "./offered_words.ts";

/** Generates a script for fish 3 or newer, to be stored in `~/.config/fish/completions/sluice.fish`. */
export function fishCompletions(commands: readonly Command[]): string {
  const shown = commands.filter(({ hidden }) => !hidden);
  const first = `-n '__sluice_command_is ""'`;
  return [
    "# fish completion for sluice. To use it: sluice completions fish | source",
    "",
    "# Whether the command line's first word is this one; empty: whether it has none yet.",
    "function __sluice_command_is",
    "    set -l words (commandline -opc)",
    '    test "$words[2]" = "$argv[1]"',
    "end",
    "",
    "complete -c sluice -f",
    `complete -c sluice ${first} -s h -l help -d 'show help'`,
    `complete -c sluice ${first} -s V -l version -d 'show the versions'`,
    ...shown.map(({ name, summary }) =>
      `complete -c sluice ${first} -a ${name} -d ${quoted(summary)}`
    ),
    ...shown.flatMap((each) => commandLines(each, shown)),
    "complete -c sluice-run -w sluice",
  ].join("\n") + "\n";
}

function commandLines(command: Command, commands: readonly Command[]): string[] {
  const start = `complete -c sluice -n ${quoted(`__sluice_command_is ${command.name}`)}`;
  const flags = flagsOf(command).filter(({ hidden }) => !hidden);
  return [
    "",
    ...flags.map((flag) => `${start} ${flagOptions(flag, commands)}`),
    ...(command.positionals ?? [])
      .map((word) => values(word, commands))
      .filter((options) => options !== "")
      .map((options) => `${start} ${options}`),
  ];
}

function flagOptions(flag: Flag, commands: readonly Command[]): string {
  const short = flag.short === undefined ? "" : `-s ${flag.short} `;
  const about = `-d ${quoted(flag.summary)}`;
  // An optional value is not completed: fish could not distinguish it from the next word.
  if (flag.value === undefined || flag.optionalValue) return `${short}-l ${flag.name} ${about}`;
  // -x excludes files, which fish would offer for positional arguments.
  const offered = values(flag, commands);
  const required = offered === "-F" ? "-r" : "-x";
  return `${short}-l ${flag.name} ${about} ${required}${offered === "" ? "" : ` ${offered}`}`;
}

function values(taken: Flag | Positional, commands: readonly Command[]): string {
  const { value } = taken;
  const words = offeredWords(taken, commands);
  if (words.length > 0) return `-a ${quoted(words.join(" "))}`;
  if (value === "path") return "-F";
  if (value === "directory") return "-a '(__fish_complete_directories)'";
  if (value === "address") return "-a '(__fish_print_hostnames)'";
  return "";
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
