/** Parses command lines. @module */

import { parseArgs } from "@std/cli/parse-args";
import { CallerError } from "../errors.ts";
import { checkValue } from "./check_value.ts";
import type { Command, Flag, ParsedArguments, Positional } from "./command.ts";
import { flagsOf } from "./common.ts";
import { escapeText } from "../text/escape.ts";
import { seeHelp } from "./see_help.ts";
import { tokenize, type Tokens } from "./tokenize.ts";

/**
 * Parses the arguments after the command's name by its record. Flags may stand before, between and after the
 * positional arguments; `--` ends them. With `--help` the number of arguments is not checked.
 *
 * @throws {CallerError} code `usage`, with the nearest flag and a reference to help.
 */
export function parse(command: Command, args: readonly string[]): ParsedArguments {
  try {
    return parseStrictly(command, args);
  } catch (error) {
    if (!(error instanceof CallerError)) throw error;
    throw new CallerError("usage", seeHelp(error.message, command.name), { cause: error });
  }
}

function parseStrictly(command: Command, args: readonly string[]): ParsedArguments {
  const flags = flagsOf(command);
  const spelled = tokenize(args, flags);
  const values = readFlags(flags, spelled);
  for (const flag of flags) {
    const given = values.get(flag.name) ?? [];
    if (given.length > 1 && !flag.repeatable && flag.value !== undefined) {
      throw new CallerError("usage", `--${flag.name} takes one value, not ${given.length}`);
    }
    for (const value of given) if (value !== "") checkValue(flag, value);
  }
  const positionals = command.passthrough ? spelled.words : [...spelled.words, ...spelled.rest];
  if (!values.has("help")) checkWords(command.positionals ?? [], positionals);
  return parsedArguments(flags, values, positionals, command.passthrough ? spelled.rest : []);
}

/**
 * The values of the given flags, in order; a switch has one empty value. All values are collected, so that
 * a flag that is given twice is detected.
 */
function readFlags(flags: readonly Flag[], { flags: words }: Tokens): Map<string, string[]> {
  const isSwitch = ({ value }: Flag) => value === undefined;
  const names = (list: readonly Flag[]) => list.map(({ name }) => name);
  const valued = names(flags.filter((flag) => !isSwitch(flag)));
  const result: Record<string, unknown> = parseArgs(words, {
    boolean: names(flags.filter(isSwitch)),
    string: valued,
    collect: valued,
  });
  const given = new Map<string, string[]>();
  for (const { name } of flags) {
    const value = result[name];
    if (value === true) given.set(name, [""]);
    else if (Array.isArray(value) && value.length > 0) given.set(name, value.map(String));
  }
  return given;
}

function checkWords(positionals: readonly Positional[], words: readonly string[]): void {
  let least = 0;
  let most = 0;
  for (const { name, min = 0, max = 1 } of positionals) {
    least += min;
    most += max;
    if (words.length < least) throw new CallerError("usage", `Missing ${name}`);
  }
  const extra = words[most];
  if (extra !== undefined) {
    throw new CallerError("usage", `Unexpected argument "${escapeText(extra)}"`);
  }
}

function parsedArguments(
  flags: readonly Flag[],
  given: Map<string, string[]>,
  positionals: string[],
  rest: string[],
): ParsedArguments {
  const valuesOf = (name: string) => {
    if (flags.some((flag) => flag.name === name)) return given.get(name) ?? [];
    throw new TypeError(`read the flag --${name}: the command has no such flag`);
  };
  return {
    has: (name) => valuesOf(name).length > 0,
    value: (name) => valuesOf(name).at(-1),
    values: (name) => [...valuesOf(name)],
    positionals,
    rest,
  };
}
