/** Prepares the sources anew for each receiver and each attempt. @module */

import { digestNamed } from "../../lib/digest/all.ts";
import type { WalkOptions } from "../../lib/file/source/walk.ts";
import { type PreparedOffer, prepareOffer, prepareStream } from "../../lib/transfer/offer.ts";
import type { SendOptions } from "./options.ts";

/** A source of offers. */
export interface Source {
  /** The next offer. */
  next: () => PreparedOffer;
  /** Whether it can be called more than once. */
  again: boolean;
}

/** Prepares the sources; reads `stdin` if standard input is sent. */
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

/** The package that matches patterns is loaded only if there are any. */
async function excludeOption(patterns: SendOptions["selection"]): Promise<WalkOptions> {
  const { exclude, include, gitignore } = patterns;
  if (exclude.length + include.length === 0 && !gitignore) return {};
  const { selection } = await import("../../lib/file/source/selection.ts");
  return { exclude: selection(patterns) };
}
