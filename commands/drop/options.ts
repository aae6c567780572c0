/** The options of `sluice drop`. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { parseSize } from "../../lib/cli/size.ts";
import { CallerError } from "../../lib/errors.ts";
import { openDestination } from "../../lib/file/destination.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import { isTooMuch, realPath } from "../../lib/file/too_much.ts";
import { givenIfExists } from "../flags/if_exists.ts";
import { type WebSettings, webSettings } from "../flags/web.ts";
import { folderToken } from "../flags/web_token.ts";

/** The input of the confined part: data only. */
export interface DropOptions {
  /** The destination. */
  into: string;
  /** Where to listen, and how clients authenticate. */
  web: WebSettings;
  /** What to do about names that exist. */
  ifExists: IfExists;
  /** Bytes of a file at most; undefined: no limit. */
  maxSize: number | undefined;
  /** Names to accept although other programs read or run them. */
  acceptNames: readonly string[];
}

/**
 * Reads the flags.
 *
 * @throws {CallerError} if flags conflict, or the folder is too large a part of the system.
 */
export async function dropOptions(args: ParsedArguments, context: Context): Promise<DropOptions> {
  // Command-line errors are reported before a folder is created.
  const web = await webSettings("drop", args, context);
  const given = args.positionals[0] ?? ".";
  const real = realPath(given);
  if (real === undefined) throw new CallerError("usage", "The folder's name is empty");
  if (isTooMuch(real, realPath(context.env("HOME")), false)) {
    throw new CallerError(
      "usage",
      `${JSON.stringify(given)} contains the files of all users; use a folder inside it`,
    );
  }
  const maxSize = args.value("max-size");
  const into = openDestination(given);
  const keepsToken = web.token !== undefined && !web.once && args.value("token-file") === undefined;
  const warn = (why: string) => context.terminal.warn(why);
  return {
    into,
    web: keepsToken ? { ...web, token: folderToken(into, warn) } : web,
    ifExists: givenIfExists(args) ?? "rename",
    maxSize: maxSize === undefined ? undefined : parseSize(maxSize),
    acceptNames: args.values("accept-name"),
  };
}
