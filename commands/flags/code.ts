/** Codes in the arguments. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";

/** `--code`, which every command that takes a code has. */
export const codeFlag: Flag = {
  name: "code",
  value: "code",
  placeholder: "CODE",
  summary: "the code that the other machine shows",
};

/** Codes after a flag with an optional value: `7-orbit-lemon`, or the first of its words. */
export const CODE_ARGUMENT = {
  name: "a code",
  test: (word: string) => /^["'`]*(?:[1-9]\d{0,2}(?:\D.*)?|sluice)$/i.test(word),
};

/** One argument that is a whole code: a number and words. */
const WHOLE_CODE = /^["'`]*\d{1,3}(?:-\p{L}+){2,}["'`]*$/u;

/** Whether an argument has the form of a code, so that it is not taken for a command's name. */
export function isWholeCode(word: string): boolean {
  return WHOLE_CODE.test(word);
}

/**
 * The code in the arguments, as the user wrote it; undefined: there is none.
 *
 * @param words The positional arguments that make up a code.
 * @throws {CallerError} if it is also given with `--code`.
 */
export function codeTextOf(args: ParsedArguments, words: readonly string[]): string | undefined {
  const given = args.value("code");
  if (words.length === 0) return given;
  if (given === undefined) return words.join(" ");
  throw new CallerError("usage", "The code is given twice; use CODE or --code CODE");
}
