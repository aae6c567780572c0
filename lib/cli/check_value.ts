/** Checks the values of flags. @module */

import { CallerError } from "../errors.ts";
import type { Flag } from "./command.ts";
import { parseDuration } from "./duration.ts";
import { escapeText } from "../text/escape.ts";
import { nearest } from "./nearest.ts";
import { parseRate } from "./rate.ts";
import { parseSize } from "./size.ts";

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
      throw new CallerError("usage", `--${flag.name} ${escapeText(value)}: not a whole number`);
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
  const hint = near === undefined ? `one of ${choices.join(", ")}` : `did you mean ${near}?`;
  throw new CallerError("usage", `unknown value for --${flag.name}: ${escapeText(value)}; ${hint}`);
}

function explained(flag: Flag, parse: () => number): void {
  try {
    parse();
  } catch (error) {
    if (!(error instanceof CallerError)) throw error;
    throw new CallerError("usage", `--${flag.name}: ${error.message}`, { cause: error });
  }
}
