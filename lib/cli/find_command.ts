/** Finds commands by name. @module */

import { CallerError } from "../errors.ts";
import type { Command } from "./command.ts";
import { escapeText } from "../text/escape.ts";
import { nearest } from "./nearest.ts";

/**
 * Finds the command with a name. A flag in its place stands too early, or is one of the program.
 *
 * @param others Further words to suggest.
 * @throws {CallerError} code `usage`, with the nearest name, if there is none.
 */
export function findCommand(
  name: string,
  commands: readonly Command[],
  others: readonly string[] = [],
): Command {
  const found = commands.find((command) => command.name === name);
  if (found !== undefined) return found;
  const shown = escapeText(name) || '""';
  if (name.startsWith("-")) {
    const near = nearest(name, ["--help", "--version"]);
    const hint = near === undefined ? "flags come after the command" : `did you mean ${near}?`;
    throw new CallerError("usage", `unknown flag: ${shown}; ${hint} (see: sluice help)`);
  }
  const names = commands.filter(({ hidden }) => !hidden).map((command) => command.name);
  const near = nearest(name, [...names, ...others]);
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  throw new CallerError("usage", `unknown command: ${shown}${hint} (see: sluice help)`);
}
