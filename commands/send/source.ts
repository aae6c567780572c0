/** What is sent, made anew for each receiver and each attempt. @module */

import { digestNamed } from "../../lib/digest/all.ts";
import type { WalkOptions } from "../../lib/file/source/walk.ts";
import { type PreparedOffer, prepareOffer, prepareStream } from "../../lib/transfer/offer.ts";
import type { SendOptions } from "./options.ts";

/** Where offers come from. */
export interface Source {
  /** The next offer. */
  next: () => PreparedOffer;
  /** Whether there can be more than one. */
  again: boolean;
}

/** Prepares the sources; `stdin` is read where standard input is sent. */
export async function prepareSource(
  { source, digest: name, symlinks, selection }: SendOptions,
  stdin: ReadableStream<Uint8Array>,
): Promise<Source> {
  const digest = digestNamed(name)!;
  if (!("roots" in source)) {
    return { next: () => prepareStream(source.name, stdin, digest), again: false };
  }
  const options = { symlinks, ...await excludeOption(selection) };
  return { next: () => prepareOffer(source.roots, digest, options), again: true };
}

/** The package behind the patterns is loaded only where there are any. */
async function excludeOption(patterns: SendOptions["selection"]): Promise<WalkOptions> {
  const { exclude, include, gitignore } = patterns;
  if (exclude.length + include.length === 0 && !gitignore) return {};
  const { selection } = await import("../../lib/file/source/selection.ts");
  return { exclude: selection(patterns) };
}
