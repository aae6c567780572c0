/** Finds commands by name. @module */

import { CallerError } from "../errors.ts";
import type { Command } from "./command.ts";
import { escapeText } from "../text/escape.ts";
import { nearest } from "./nearest.ts";
import { seeHelp } from "./see_help.ts";

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
  const shown = escapeText(name);
  if (name.startsWith("-")) {
    const near = nearest(name, ["--help", "--version"]);
    throw near === undefined
      ? new CallerError("usage", seeHelp(`Flags follow the command: sluice COMMAND ${shown}`))
      : new CallerError("usage", `Unknown flag ${shown}; did you mean ${near}?`);
  }
  const names = commands.filter(({ hidden }) => !hidden).map((command) => command.name);
  const near = nearest(name, [...names, ...others]);
  throw near === undefined
    ? new CallerError("usage", seeHelp(`Unknown command "${shown}"`))
    : new CallerError("usage", `Unknown command "${shown}"; did you mean ${near}?`);
}
