/** The options of `sluice share`. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { isTooMuch, realPath } from "../../lib/file/too_much.ts";
import { type Root, rootsOf } from "../../lib/file/source/roots.ts";
import { type WebSettings, webSettings } from "../flags/web.ts";

/** The input of the confined part: data only. */
export interface ShareOptions {
  /** The files and folders to share. */
  roots: readonly Root[];
  /** Where to listen, and how clients authenticate. */
  web: WebSettings;
}

/**
 * Reads the flags.
 *
 * @throws {CallerError} if flags conflict, or a path is too large a part of the system.
 */
export async function shareOptions(args: ParsedArguments, context: Context): Promise<ShareOptions> {
  const home = realPath(context.env("HOME"));
  for (const path of args.positionals) {
    // `share .` in a home directory would expose keys and mail by mistake.
    const real = realPath(path);
    if (real === undefined || !isTooMuch(real, home, true)) continue;
    throw new CallerError(
      "usage",
      `${JSON.stringify(path)} contains all your files; share a folder inside it`,
    );
  }
  const roots = rootsOf(args.positionals, "share");
  return { roots, web: await webSettings("share", args, context) };
}
