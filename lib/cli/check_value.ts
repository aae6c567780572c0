/** Checks the values of flags. @module */

import { CallerError } from "../errors.ts";
import type { Flag } from "./command.ts";
import { parseDuration } from "./duration.ts";
import { escapeText } from "../text/escape.ts";
import { nearest } from "./nearest.ts";
import { parseRate } from "./rate.ts";
import { parseSize } from "./size.ts";

/** Choices that an error lists besides the nearest one. */
const MAX_LISTED = 8;

/**
 * Checks the form of a value by its flag's kind. Paths and addresses are checked where they are used.
 *
 * @throws {CallerError} code `usage` if the value has the wrong form.
 */
export function checkValue(flag: Flag, value: string): void {
  switch (flag.value) {
    case "choice":
      return checkChoice(flag, value);
    case "integer":
      if (/^\d+$/.test(value) && Number.isSafeInteger(Number(value))) return;
      throw mismatch(flag, "a whole number", value);
    case "duration":
      return explained(flag, () => parseDuration(value, flag.orZero ? 0 : 1));
    case "size":
      return explained(flag, () => parseSize(value));
    case "rate":
      return explained(flag, () => parseRate(value));
  }
}

function checkChoice(flag: Flag, value: string): void {
  const choices = flag.choices ?? [];
  if (choices.includes(value)) return;
  const near = nearest(value, choices);
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  throw mismatch(flag, listed(near, choices), value, hint);
}

/** All choices, if there are few or none is near. */
function listed(near: string | undefined, choices: readonly string[]): string {
  if (near !== undefined && choices.length > MAX_LISTED) return "another value";
  return alternatives(choices);
}

function mismatch(flag: Flag, wanted: string, value: string, hint = ""): CallerError {
  const message = `--${flag.name} needs ${wanted}, not "${escapeText(value)}"${hint}`;
  return new CallerError("usage", message);
}

function explained(flag: Flag, parse: () => number): void {
  try {
    parse();
  } catch (error) {
    if (!(error instanceof CallerError)) throw error;
    throw new CallerError("usage", `--${flag.name}: ${error.message}`, { cause: error });
  }
}

/** `a`, `a or b`, `a, b or c`. */
function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
