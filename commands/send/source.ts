/** Prepares the sources anew for each receiver and each attempt. @module */

import type { Context } from "../../lib/cli/command.ts";
import { digestNamed } from "../../lib/digest/all.ts";
import type { WalkOptions } from "../../lib/file/source/walk.ts";
import {
  type PreparedOffer,
  prepareOffer,
  prepareStream,
  prepareText,
} from "../../lib/transfer/offer.ts";
import type { SendOptions } from "./options.ts";

/** A source of offers. */
export interface Source {
  /** The next offer. */
  next: () => PreparedOffer;
  /** Whether it can be called more than once. */
  again: boolean;
}

/** Prepares the sources. Reads standard input if that is sent; to its end, if it is a text. */
export async function prepareSource(
  { source, digest: name, symlinks, selection }: SendOptions,
  context: Pick<Context, "terminal" | "signal">,
): Promise<Source> {
  const digest = digestNamed(name)!;
  if ("text" in source) {
    const { readText } = await import("../views/read_text.ts");
    const text = await readText(source.text, context);
    return { next: () => prepareText(text, digest), again: true };
  }
  if (!("roots" in source)) {
    const { stdin } = context.terminal;
    return { next: () => prepareStream(source.name, stdin, digest), again: false };
  }
  const options = { symlinks, ...await excludeOption(selection) };
  return { next: () => prepareOffer(source.roots, digest, options), again: true };
}

/** The option of a walk for these patterns. The package that matches them is loaded only if there are any. */
export async function excludeOption(patterns: SendOptions["selection"]): Promise<WalkOptions> {
  const { exclude, include, gitignore } = patterns;
  if (exclude.length + include.length === 0 && !gitignore) return {};
  const { selection } = await import("../../lib/file/source/selection.ts");
  return { exclude: selection(patterns) };
}
