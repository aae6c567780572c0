/** A command by its name. @module */

import { CallerError } from "../errors.ts";
import type { Command } from "./command.ts";
import { escapeText } from "./escape.ts";
import { nearest } from "./nearest.ts";

/**
 * The command of that name.
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
  const names = commands.filter(({ hidden }) => !hidden).map((command) => command.name);
  const near = nearest(name, [...names, ...others]);
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  const shown = escapeText(name) || '""';
  throw new CallerError("usage", `unknown command: ${shown}${hint} (see: sluice help)`);
}
