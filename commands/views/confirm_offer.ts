/** Shows an offer and asks whether to store it, and about sensitive names in it. @module */

import { LocalError } from "../../lib/errors.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import { sensitivePart } from "../../lib/file/sensitive_name.ts";
import { escapeText } from "../../lib/text/escape.ts";
import { formatSize } from "../../lib/text/format_size.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import type { OfferView } from "../../lib/transfer/receive/receive_options.ts";
import type { Consent } from "./consent.ts";
import { peerName } from "./peer_name.ts";
import { shownName } from "./shown_name.ts";
import { askOne, askYes, NO_TERMINAL, type QuestionOptions } from "./question.ts";

/** Columns of a line beside a name, about. */
const OFFER_COLUMNS = 50;
/** Names that are shown; a count stands for the rest. */
const SHOWN_NAMES = 20;

/** Where to ask, and what was accepted. */
export interface AskOptions extends QuestionOptions {
  /** What the user has accepted before. */
  consent: Consent;
}

/** Options of {@linkcode confirmOffer}. */
export interface AgreeOptions extends AskOptions {
  /** The destination; undefined: standard output, where no name matters. */
  into: string | undefined;
  /** Accepts without asking. */
  yes: boolean;
  /** Asks what to do about offered names that exist. */
  asksIfExists: boolean;
  /** The space missing at the destination for this policy; undefined: none, or unknown. */
  shortage: (policy: IfExists | undefined) => Promise<Shortage | undefined>;
}

/** A destination with too little space. */
export interface Shortage {
  /** Free bytes. */
  free: number;
  /** Bytes still to be received. */
  needed: number;
}

/** The answers to the question about names that exist. */
const POLICIES = ["skip", "rename", "overwrite", "update", "no"] as const;

/**
 * Resolves when the user accepts, to the policy for existing names if the user was asked.
 *
 * @throws {LocalError} code `declined` if the user declined, `unattended` if there is no terminal to ask on.
 */
export async function confirmOffer(
  offer: OfferView,
  options: AgreeOptions,
): Promise<IfExists | undefined> {
  const { terminal, into, yes } = options;
  await terminal.event(offeredEvent(offer));
  const show = yes || !terminal.interactive ? "note" : "warn";
  for (const line of offerLines(offer, terminal)) terminal[show](line);
  if (!yes && !terminal.interactive) {
    throw new LocalError("unattended", NO_TERMINAL);
  }
  if (into !== undefined) {
    for (const name of offer.names) {
      const part = sensitivePart(name);
      if (part !== undefined) await confirmName(part, options);
    }
  }
  const policy = await askIfExists(offer, options);
  const shortage = await options.shortage(policy);
  if (shortage !== undefined) {
    const [free, needed] = [shortage.free, shortage.needed].map(formatSize);
    const where = escapeText(into!);
    const problem = `Not enough space in ${where}: ${needed} needed, ${free} free`;
    if (yes) throw new LocalError("no_space", `${problem}; make room and try again`);
    terminal.warn(problem);
    await askYes("Receive anyway?", options);
  }
  if (yes || policy !== undefined || shortage !== undefined) return policy;
  const question = into === undefined
    ? "Write to standard output?"
    : `Receive into ${escapeText(into)}?`;
  await askYes(question, options);
}

/** The event of an offer. */
export function offeredEvent(offer: OfferView) {
  return {
    event: "offered",
    peer: offer.from,
    ...senderOf(offer),
    names: offer.names,
    ...offer.kinds && { kinds: offer.kinds },
    roots: offer.roots,
    entries: offer.entries,
    bytes: offer.bytes,
    exact: offer.exact,
    digest: offer.digestName,
    ...offer.text && { text: true },
  };
}

/** The members of an event that name the sender's machine. */
export function senderOf({ host, device }: OfferView) {
  return device !== undefined ? { device } : host !== undefined ? { host } : {};
}

/** Lists the names that exist, and asks what to do unless a flag decides; undefined: not asked. */
async function askIfExists(
  { taken = [] }: OfferView,
  options: AgreeOptions,
): Promise<IfExists | undefined> {
  const { terminal, into, yes, asksIfExists } = options;
  if (yes || into === undefined || taken.length === 0) return undefined;
  for (const name of taken.slice(0, SHOWN_NAMES)) {
    terminal.warn(
      `"${shownName(name, terminal, OFFER_COLUMNS)}" already exists in ${escapeText(into)}`,
    );
  }
  const rest = taken.length - SHOWN_NAMES;
  if (rest > 0) terminal.warn(`… and ${rest} more`);
  if (!asksIfExists) return undefined;
  const question = "[s]kip, [r]ename, [o]verwrite, [u]pdate or [n]o? ";
  const answer = await askOne(question, POLICIES, options);
  if (answer === "no") throw new LocalError("declined", "Declined; nothing was received");
  return answer;
}

/**
 * Resolves when the user accepts a path whose last component other programs read or run. The answer
 * holds for all paths of that name in the transfer.
 *
 * @throws {LocalError} code `declined` if the user declined, `unattended` if there is no terminal to ask on.
 */
export async function confirmName(path: string, options: AskOptions): Promise<void> {
  const { terminal, consent } = options;
  if (consent.hasName(path)) return;
  const shown = escapeText(path);
  const name = escapeText(path.slice(path.lastIndexOf("/") + 1));
  if (!terminal.interactive) {
    throw new LocalError(
      "unattended",
      `"${shown}" is read or run by other programs; add --accept-name "${name}" ` +
        "if you trust the sender",
    );
  }
  const all = shown === name ? "it" : `every ${name} of this transfer`;
  await askYes(`"${shown}" is read or run by other programs. Accept ${all}?`, options);
  consent.addName(path);
}

function* offerLines(offer: OfferView, terminal: Terminal): Generator<string> {
  const sender = peerName(offer.from, offer.host);
  const names = offer.names.slice(0, SHOWN_NAMES).map((name, at) => {
    const isFolder = offer.kinds?.[at] === "dir";
    return `${shownName(name, terminal, OFFER_COLUMNS)}${isFolder ? "/" : ""}`;
  });
  if (offer.roots === 1) return yield `${sender} offers ${names[0]} (${amount(offer)})`;
  yield `${sender} offers ${amount(offer)}:`;
  for (const name of names) yield `  ${name}`;
  const rest = offer.roots - names.length;
  if (rest > 0) yield `  … and ${rest} more`;
}

function amount(offer: OfferView): string {
  const { roots, kinds, entries, bytes, exact } = offer;
  const more = exact ? "" : "more than ";
  const content = `${more}${formatSize(bytes)}`;
  // The session enforces the offered kinds, so nothing else can follow one file.
  if (roots === 1 && kinds?.[0] === "file") {
    return exact || bytes > 0 ? content : "unknown size";
  }
  const empty = exact && entries === 1 && kinds?.[0] === "dir" && offer.device === undefined;
  if (empty) return "empty folder";
  const [one, many] = hasFilesOnly(offer)
    ? ["file", "files"]
    : ["file or folder", "files and folders"];
  const things = entries === 1 ? one : many;
  return `${more}${entries} ${things}, ${content}`;
}

/** LocalSend counts no folders. Of other senders it is known where all roots are shown, and nothing is in them. */
function hasFilesOnly({ device, roots, kinds = [], entries, exact }: OfferView): boolean {
  if (device !== undefined) return true;
  const areFiles = kinds.length === roots && kinds.every((kind) => kind === "file");
  return areFiles && exact && entries === roots;
}
