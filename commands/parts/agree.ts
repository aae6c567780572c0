/** Shows an offer and asks whether to store it, and names in it that deserve a question of their own. @module */

import { format as formatBytes } from "@std/fmt/bytes";
import { escapeText } from "../../lib/text/escape.ts";
import type { Terminal } from "../../lib/cli/terminal.ts";
import { ConnectionError, LocalError, RefusedError } from "../../lib/errors.ts";
import { sensitivePart } from "../../lib/file/sensitive_name.ts";
import { PROMPT_TIMEOUT } from "../../lib/limits.ts";
import type { OfferView } from "../../lib/transfer/receive_session.ts";
import type { Consent } from "./consent.ts";

/** Names shown; the count says how many more there are. */
const SHOWN_NAMES = 20;

/** Who is asked. */
export interface AskOptions {
  /** Where to ask. */
  terminal: Terminal;
  /** Ends the question. */
  signal: AbortSignal;
  /** What was agreed to before. */
  consent: Consent;
}

/** Who is asked, and about which folder. */
export interface AgreeOptions extends AskOptions {
  /** The destination; undefined: standard output, where no name matters. */
  into: string | undefined;
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
    ...offer.kinds && { kinds: offer.kinds },
    roots: offer.roots,
    entries: offer.entries,
    bytes: offer.bytes,
    exact: offer.exact,
    digest: offer.digestName,
  });
  const show = yes || !terminal.interactive ? "note" : "warn";
  for (const line of offerLines(offer)) terminal[show](line);
  if (!yes && !terminal.interactive) {
    throw new LocalError(
      "declined",
      "accept the offer: there is no terminal to ask on; --yes accepts without asking",
    );
  }
  if (into !== undefined) {
    for (const name of offer.names) {
      const part = sensitivePart(name);
      if (part !== undefined) await agreeToName(part, options);
    }
  }
  if (yes) return;
  const where = into === undefined ? "write to standard output?" : `store in ${escapeText(into)}?`;
  await askFor(where, terminal, signal);
}

/**
 * Resolves where the user takes a path whose last component other programs read or run. One yes holds
 * for all of that name in the transfer.
 *
 * @throws {RefusedError} code `declined`: the user said no.
 * @throws {LocalError} code `declined`: there is no terminal to ask on.
 */
export async function agreeToName(
  path: string,
  { terminal, signal, consent }: AskOptions,
): Promise<void> {
  if (consent.hasName(path)) return;
  const shown = escapeText(path);
  const name = escapeText(path.slice(path.lastIndexOf("/") + 1));
  if (!terminal.interactive) {
    throw new LocalError(
      "declined",
      `accept "${shown}": other programs read or run it, and --yes does not cover that; ` +
        `add --accept-name "${name}" if you trust the sender, or answer on a terminal`,
    );
  }
  const all = shown === name ? "it" : `every ${name} of this transfer`;
  await askFor(`${shown} is read or run by other programs. Take ${all}?`, terminal, signal);
  consent.addName(path);
}

/** @throws {RefusedError} code `declined` for anything but a yes. */
async function askFor(question: string, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PROMPT_TIMEOUT)]);
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
  for (const [at, name] of offer.names.slice(0, SHOWN_NAMES).entries()) {
    yield `  ${escapeText(name)}${offer.kinds?.[at] === "dir" ? "/" : ""}`;
  }
  const rest = offer.roots - Math.min(offer.names.length, SHOWN_NAMES);
  if (rest > 0) yield `  and ${rest} more`;
}

function amount({ roots, kinds, entries, bytes, exact }: OfferView): string {
  const more = exact ? "" : "more than ";
  const size = `${more}${formatBytes(bytes, { binary: true })}`;
  // The session holds the sender to the kinds, so nothing else can follow one file.
  if (roots === 1 && kinds?.[0] === "file") {
    return exact || bytes > 0 ? `1 file, ${size}` : "1 file of unknown size";
  }
  const empty = exact && entries === 1 && kinds?.[0] === "dir";
  const things = empty ? "folder" : entries === 1 ? "file or folder" : "files and folders";
  return `${more}${entries} ${things}, ${size}`;
}
