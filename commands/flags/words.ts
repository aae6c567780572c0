/** `--words`, for commands that print a code. @module */

import type { ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { DEFAULT_WORDS, MAX_WORDS, MIN_WORDS } from "../../lib/limits.ts";

/** The number of words of a new code. @throws {CallerError} if it is out of range. */
export function wordCount(args: ParsedArguments): number {
  const words = Number(args.value("words") ?? DEFAULT_WORDS);
  if (words >= MIN_WORDS && words <= MAX_WORDS) return words;
  throw new CallerError("usage", `--words must be ${MIN_WORDS} to ${MAX_WORDS}, not ${words}`);
}
