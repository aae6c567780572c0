/** The options of `sluice share`. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { isTooMuch, realPath } from "../../lib/file/too_much.ts";
import { type Root, rootsOf } from "../../lib/file/source/roots.ts";
import { type GivenText, givenText } from "../flags/text.ts";
import { type WebSettings, webSettings } from "../flags/web.ts";
import { type LocalSendShare, localSendShare } from "./local_send_options.ts";

/** The input of the confined part: data only. */
export interface ShareOptions {
  /** The files and folders to share. */
  roots: readonly Root[];
  /** The text to share as well; undefined: none. */
  text: GivenText | undefined;
  /** Where to listen, and how clients authenticate. */
  web: WebSettings;
  /** The device that LocalSend finds; undefined: none. */
  localSend: LocalSendShare | undefined;
}

/**
 * Reads the flags.
 *
 * @throws {CallerError} if flags conflict, or a path is too large a part of the system.
 */
export async function shareOptions(args: ParsedArguments, context: Context): Promise<ShareOptions> {
  const text = givenText(args);
  if (text === undefined && args.positionals.length === 0) {
    throw new CallerError("usage", "Missing PATH");
  }
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
  const web = await webSettings("share", args, context);
  return { roots, text, web, localSend: await localSendShare(args, context, web) };
}
