/** A command by its name. @module */

import { CallerError } from "../errors.ts";
import type { Command } from "./command.ts";
import { escapeText } from "../text/escape.ts";
import { nearest } from "./nearest.ts";

/**
 * The command of that name. A flag in its place is one that came too early, or is the program's own.
 *
 * @param others words that would have been right as well, for the suggestion
 * @throws {CallerError} `usage` with the nearest name
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
