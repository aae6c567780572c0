/** Splits a command line into flags and words. @module */

import { CallerError } from "../errors.ts";
import type { Flag } from "./command.ts";
import { placeholder } from "./flag_form.ts";
import { escapeText } from "../text/escape.ts";
import { nearest } from "./nearest.ts";

/** The parts of a command line. */
export interface Tokens {
  /** The flags by their long names, with values attached: `--name` or `--name=value`. */
  flags: string[];
  /** The positional words before `--`. */
  words: string[];
  /** The words after `--`. */
  rest: string[];
}

/**
 * Splits a command line by the records of its flags, which decide whether `x` in `--listen x` is a value
 * and whether `true` in `--plain true` is a file.
 *
 * A single `-` is a word. A value that starts with `-` must be attached (`--into=-dir`), so that the next
 * flag is not taken for a missing value.
 *
 * @throws {CallerError} code `usage` for an unknown flag, a missing value, or the value of a switch.
 */
export function tokenize(args: readonly string[], flags: readonly Flag[]): Tokens {
  const end = args.indexOf("--");
  const rest = end < 0 ? [] : args.slice(end + 1);
  const queue = end < 0 ? [...args] : args.slice(0, end);
  const found: Tokens = { flags: [], words: [], rest };
  while (queue.length > 0) {
    const word = queue.shift()!;
    if (word.startsWith("--")) found.flags.push(spellLong(word, queue, flags));
    else if (isFlag(word)) found.flags.push(...spellShort(word, queue, flags));
    else found.words.push(word);
  }
  return found;
}

function isFlag(word: string): boolean {
  return word.length > 1 && word.startsWith("-");
}

function spellLong(word: string, queue: string[], flags: readonly Flag[]): string {
  const equals = word.indexOf("=");
  const name = word.slice(2, equals < 0 ? undefined : equals);
  const flag = flags.find((each) => each.name === name);
  if (flag === undefined) throw unknownFlag(`--${name}`, flags);
  if (equals < 0) return spellValue(flag, `--${name}`, undefined, queue);
  return spellValue(flag, `--${name}`, word.slice(equals + 1), queue);
}

/** `-q`, `-qy`, `-t10s`, `-t=10s`: switches, the last of which may be a flag with a value. */
function spellShort(word: string, queue: string[], flags: readonly Flag[]): string[] {
  const spelled: string[] = [];
  const letters = [...word.slice(1)];
  for (const [index, letter] of letters.entries()) {
    const flag = flags.find((each) => each.short === letter);
    if (flag === undefined) throw unknownFlag(`-${letter}`, flags, word);
    const rest = letters.slice(index + 1).join("");
    if (flag.value === undefined && !rest.startsWith("=")) {
      spelled.push(`--${flag.name}`);
      continue;
    }
    const attached = rest === "" ? undefined : rest.replace(/^=/, "");
    spelled.push(spellValue(flag, `-${letter}`, attached, queue));
    break;
  }
  return spelled;
}

function spellValue(
  flag: Flag,
  shown: string,
  attached: string | undefined,
  queue: string[],
): string {
  if (flag.value === undefined) {
    if (attached === undefined) return `--${flag.name}`;
    throw new CallerError("usage", `${shown} takes no value, not "${escapeText(attached)}"`);
  }
  const value = attached ?? nextValue(flag, queue);
  if (value) return `--${flag.name}=${value}`;
  if (flag.optionalValue) return `--${flag.name}`;
  throw missingValue(flag, shown, attached === undefined ? queue[0] : undefined);
}

/** Takes the next word if it is this flag's value. */
function nextValue(flag: Flag, queue: string[]): string | undefined {
  const next = queue[0];
  if (next === undefined || isFlag(next)) return undefined;
  if (flag.optionalValue && flag.looksLikeValue?.(next) === false) return undefined;
  return queue.shift();
}

function missingValue(flag: Flag, shown: string, next: string | undefined): CallerError {
  const hint = next === undefined
    ? ""
    : `; attach a value that starts with -: --${flag.name}=${escapeText(next)}`;
  return new CallerError("usage", `${shown} needs ${placeholder(flag)}${hint}`);
}

function unknownFlag(shown: string, flags: readonly Flag[], within?: string): CallerError {
  const names = flags.filter(({ hidden }) => !hidden).map(({ name }) => name);
  // --overwrite, as other programs have it, is a value here: --if-exists overwrite.
  const owner = flags.find(({ hidden, choices }) => !hidden && choices?.includes(shown.slice(2)));
  if (owner !== undefined) {
    const text = `Unknown flag ${shown}; did you mean --${owner.name} ${shown.slice(2)}?`;
    throw new CallerError("usage", text);
  }
  // `-into` is a long flag that lacks a dash, unless its first letter is a flag of its own.
  const meant = nearest((within ?? shown).replace(/^-+/, "").replace(/=.*/s, ""), names);
  const where = within === undefined || within === shown ? "" : ` in ${escapeText(within)}`;
  const hint = meant === undefined ? "" : `; did you mean --${meant}?`;
  return new CallerError("usage", `Unknown flag ${escapeText(shown)}${where}${hint}`);
}
