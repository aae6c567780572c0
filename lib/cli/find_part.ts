/** Finds the help of parts of commands by name. @module */

import { CallerError } from "../errors.ts";
import type { Command, CommandPage } from "./command.ts";
import { escapeText } from "../text/escape.ts";
import { nearest } from "./nearest.ts";
import { seeHelp } from "./see_help.ts";

/**
 * Finds the part of a command with a name: that of `serve echo` by `echo`.
 *
 * @throws {CallerError} code `usage`, with the nearest name, if there is none.
 */
export function findPart(name: string, { name: command, parts = [] }: Command): CommandPage {
  const found = parts.find((part) => part.name === `${command} ${name}`);
  if (found !== undefined) return found;
  const shown = `"${escapeText(name)}"`;
  if (parts.length === 0) {
    throw new CallerError("usage", seeHelp(`Unexpected argument ${shown}`, command));
  }
  const near = nearest(name, parts.map((part) => part.name.slice(command.length + 1)));
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  throw new CallerError("usage", seeHelp(`Unknown service ${shown}${hint}`, command));
}

/**
 * The part that `--help` among these arguments asks for; the command itself if they name none.
 *
 * @throws {CallerError} code `usage` if the first argument should name a part, and does not.
 */
export function helpPage(args: readonly string[], command: Command): CommandPage {
  const [first = "-"] = args;
  const { parts = [] } = command;
  const named = parts.find(({ name }) => args.some((word) => name === `${command.name} ${word}`));
  return named ??
    (parts.length === 0 || first.startsWith("-") ? command : findPart(first, command));
}
