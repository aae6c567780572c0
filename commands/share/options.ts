/** What `sluice share` was asked for. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { isTooMuch, realPath } from "../../lib/file/too_much.ts";
import { type Root, rootsOf } from "../../lib/file/source/roots.ts";
import { type WebSettings, webSettings } from "../flags/web.ts";

/** The body's input: data only. */
export interface ShareOptions {
  /** What is shared. */
  roots: readonly Root[];
  /** Where, and with what protection. */
  web: WebSettings;
}

/** Reads the flags. @throws {CallerError} if they do not go together, or a path holds too much. */
export async function shareOptions(args: ParsedArguments, context: Context): Promise<ShareOptions> {
  const home = realPath(context.env("HOME"));
  for (const path of args.positionals) {
    // Keys, mail and the history of years are not meant by `share .`.
    if (!isTooMuch(realPath(path)!, home, true)) continue;
    throw new CallerError(
      "usage",
      `share ${JSON.stringify(path)}: everything you have is in it; name a folder inside`,
    );
  }
  const roots = rootsOf(args.positionals, "share");
  return { roots, web: await webSettings("share", args, context) };
}
