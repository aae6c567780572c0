/** What `sluice drop` was asked for. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { parseRate } from "../../lib/cli/rate.ts";
import { CallerError } from "../../lib/errors.ts";
import { openDestination } from "../../lib/file/destination.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import { isTooMuch, realPath } from "../../lib/file/too_much.ts";
import { givenIfExists } from "../flags/if_exists.ts";
import { type WebSettings, webSettings } from "../flags/web.ts";

/** The body's input: data only. */
export interface DropOptions {
  /** The destination. */
  into: string;
  /** Where, and with what protection. */
  web: WebSettings;
  /** What becomes of names that exist. */
  ifExists: IfExists;
  /** Bytes that a file may have; undefined: any number. */
  maxSize: number | undefined;
  /** Names that are taken although other programs read or run them. */
  acceptNames: readonly string[];
}

/** Reads the flags. @throws {CallerError} if they do not go together, or the folder holds too much. */
export async function dropOptions(args: ParsedArguments, context: Context): Promise<DropOptions> {
  // What is wrong with the command line is to be said before a folder is made.
  const web = await webSettings("drop", args, context);
  const given = args.positionals[0] ?? ".";
  if (isTooMuch(realPath(given)!, realPath(context.env("HOME")), false)) {
    throw new CallerError(
      "usage",
      `drop ${JSON.stringify(given)}: every user's files are below it; name a folder inside`,
    );
  }
  const maxSize = args.value("max-size");
  return {
    into: openDestination(given),
    web,
    ifExists: givenIfExists(args) ?? "refuse",
    maxSize: maxSize === undefined ? undefined : parseRate(maxSize),
    acceptNames: args.values("accept-name"),
  };
}
