/** Errors about parts of commands. @module */

import { CallerError } from "../errors.ts";
import type { Command, CommandPage } from "./command.ts";
import { escapeText } from "../text/escape.ts";
import { nearest } from "./nearest.ts";
import { seeHelp } from "./see_help.ts";

/**
 * The error about an argument that names no part of a command, with the nearest name.
 *
 * @param parts The parts of the command. If there are none, any argument is one too many.
 */
export function unknownPart(
  name: string,
  { name: command }: Command,
  parts: readonly CommandPage[],
): CallerError {
  const shown = `"${escapeText(name)}"`;
  if (parts.length === 0) {
    return new CallerError("usage", seeHelp(`Unexpected argument ${shown}`, command));
  }
  const near = nearest(name, parts.map((part) => part.name.slice(command.length + 1)));
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  return new CallerError("usage", seeHelp(`Unknown service ${shown}${hint}`, command));
}
