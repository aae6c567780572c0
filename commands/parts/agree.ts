/** Shows an offer and asks whether to store it. @module */

import { format as formatBytes } from "@std/fmt/bytes";
import { escapeText } from "../../lib/cli/escape.ts";
import type { Terminal } from "../../lib/cli/terminal.ts";
import { ConnectionError, LocalError, RefusedError } from "../../lib/errors.ts";
import { isSensitiveName } from "../../lib/file/sensitive_name.ts";
import { PROMPT_TIMEOUT } from "../../lib/limits.ts";
import type { OfferView } from "../../lib/transfer/receive_session.ts";

/** Names shown; the count says how many more there are. */
const SHOWN_NAMES = 20;

/** Who is asked, and about which folder. */
export interface AgreeOptions {
  /** Where to ask. */
  terminal: Terminal;
  /** Ends the question. */
  signal: AbortSignal;
  /** The destination. */
  into: string;
  /** Agrees without asking. */
  yes: boolean;
}

/**
 * Resolves where the user agrees.
 *
 * @throws {RefusedError} code `declined`: the user said no.
 * @throws {LocalError} code `declined`: there is nobody to ask.
 */
export async function agreeToOffer(offer: OfferView, options: AgreeOptions): Promise<void> {
  const { terminal, signal, into, yes } = options;
  await terminal.event({
    event: "offered",
    peer: offer.from,
    names: offer.names,
    roots: offer.roots,
    entries: offer.entries,
    bytes: offer.bytes,
    exact: offer.exact,
    digest: offer.digestName,
  });
  const show = yes || !terminal.interactive ? "note" : "warn";
  for (const line of offerLines(offer)) terminal[show](line);
  const sensitive = offer.names.filter(isSensitiveName);
  if (yes && sensitive.length === 0) return;
  if (yes && !terminal.interactive) {
    throw new LocalError(
      "declined",
      `accept the offer: other programs read or run ${
        escapeText(sensitive.join(", "))
      }, which --yes does not cover; answer on a terminal, or have it sent in a folder of another name`,
    );
  }
  if (!terminal.interactive) {
    throw new LocalError(
      "declined",
      "accept the offer: there is no terminal to ask on; --yes accepts without asking",
    );
  }
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PROMPT_TIMEOUT)]);
  for (const name of sensitive) {
    await askFor(
      `${escapeText(name)} is read or run by other programs. Take it?`,
      terminal,
      patience,
      signal,
    );
  }
  if (!yes) await askFor(`store in ${escapeText(into)}?`, terminal, patience, signal);
}

/** @throws {RefusedError} code `declined` for anything but a yes. */
async function askFor(
  question: string,
  terminal: Terminal,
  patience: AbortSignal,
  signal: AbortSignal,
): Promise<void> {
  let answer: string | undefined;
  try {
    answer = await terminal.ask(`${question} [y/N] `, patience);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (patience.aborted) throw new ConnectionError("timeout", "accept the offer: nobody answered");
    throw error;
  }
  if (!/^\s*y(es)?\s*$/i.test(answer ?? "")) {
    throw new RefusedError("declined", "accept the offer: the receiver said no");
  }
}

function* offerLines(offer: OfferView): Generator<string> {
  yield `${offer.from} offers ${amount(offer)}:`;
  for (const name of offer.names.slice(0, SHOWN_NAMES)) yield `  ${escapeText(name)}`;
  const rest = offer.roots - Math.min(offer.names.length, SHOWN_NAMES);
  if (rest > 0) yield `  and ${rest} more`;
}

function amount({ entries, bytes, exact }: OfferView): string {
  // A stream: one file whose length nobody knows yet.
  if (!exact && entries === 1 && bytes === 0) return "1 file of unknown size";
  const more = exact ? "" : "more than ";
  const things = entries === 1 ? "file or folder" : "files and folders";
  return `${more}${entries} ${things}, ${more}${formatBytes(bytes, { binary: true })}`;
}
