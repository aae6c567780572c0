/** Shows an offer and asks whether to store it, and about sensitive names in it. @module */

import { format as formatBytes } from "@std/fmt/bytes";
import { escapeText } from "../../lib/text/escape.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { ConnectionError, LocalError, RefusedError } from "../../lib/errors.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import { sensitivePart } from "../../lib/file/sensitive_name.ts";
import { PROMPT_TIMEOUT } from "../../lib/limits.ts";
import type { OfferView } from "../../lib/transfer/receive/receive_options.ts";
import type { Consent } from "./consent.ts";

/** Names that are shown; a count stands for the rest. */
const SHOWN_NAMES = 20;

/** Where to ask, and for how long. */
export interface AskOptions {
  /** Where to ask. */
  terminal: Terminal;
  /** Ends the question. */
  signal: AbortSignal;
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
const POLICIES: Record<string, IfExists> = {
  s: "skip",
  r: "rename",
  o: "overwrite",
  u: "update",
};
/** Invalid answers to that question at most. */
const MAX_TYPING_ERRORS = 3;

/**
 * Resolves when the user accepts, to the policy for existing names if the user was asked.
 *
 * @throws {RefusedError} code `declined` if the user declined.
 * @throws {LocalError} code `unattended` if there is no terminal to ask on.
 */
export async function confirmOffer(
  offer: OfferView,
  options: AgreeOptions,
): Promise<IfExists | undefined> {
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
      "unattended",
      "accept the offer: there is no terminal to ask on; --yes accepts without asking",
    );
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
    const [free, needed] = [shortage.free, shortage.needed].map(size);
    if (yes) {
      const where = JSON.stringify(into);
      throw new LocalError("no_space", `store in ${where}: ${free} free of ${needed} needed`);
    }
    await askFor(`Only ${free} free of ${needed} needed. Receive anyway?`, terminal, signal);
  }
  if (yes || policy !== undefined || shortage !== undefined) return policy;
  const where = into === undefined ? "write to standard output?" : `store in ${escapeText(into)}?`;
  await askFor(where, terminal, signal);
}

/** Lists the names that exist, and asks what to do unless a flag decides; undefined: not asked. */
async function askIfExists(
  { taken = [] }: OfferView,
  { terminal, signal, into, yes, asksIfExists }: AgreeOptions,
): Promise<IfExists | undefined> {
  if (yes || into === undefined || taken.length === 0) return undefined;
  for (const name of taken.slice(0, SHOWN_NAMES)) {
    terminal.warn(`"${escapeText(name)}" already exists in ${escapeText(into)}`);
  }
  const rest = taken.length - SHOWN_NAMES;
  if (rest > 0) terminal.warn(`and ${rest} more`);
  if (!asksIfExists) return undefined;
  for (let errors = 0; errors < MAX_TYPING_ERRORS; errors++) {
    const answer = await ask("[s]kip, [r]ename, [o]verwrite, [u]pdate or [n]o? ", terminal, signal);
    const word = answer?.trim().toLowerCase() ?? "";
    if (word === "" || "no".startsWith(word)) break;
    const policy = POLICIES[word[0]!];
    if (policy?.startsWith(word)) return policy;
  }
  throw declined();
}

/**
 * Resolves when the user accepts a path whose last component other programs read or run. The answer
 * holds for all paths of that name in the transfer.
 *
 * @throws {RefusedError} code `declined` if the user declined.
 * @throws {LocalError} code `unattended` if there is no terminal to ask on.
 */
export async function confirmName(
  path: string,
  { terminal, signal, consent }: AskOptions,
): Promise<void> {
  if (consent.hasName(path)) return;
  const shown = escapeText(path);
  const name = escapeText(path.slice(path.lastIndexOf("/") + 1));
  if (!terminal.interactive) {
    throw new LocalError(
      "unattended",
      `accept "${shown}": other programs read or run it, and --yes does not cover that; ` +
        `add --accept-name "${name}" if you trust the sender, or answer on a terminal`,
    );
  }
  const all = shown === name ? "it" : `every ${name} of this transfer`;
  await askFor(`${shown} is read or run by other programs. Take ${all}?`, terminal, signal);
  consent.addName(path);
}

/** @throws {RefusedError} code `declined` for any answer but yes. */
async function askFor(question: string, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const answer = await ask(`${question} [y/N] `, terminal, signal);
  if (!/^\s*y(es)?\s*$/i.test(answer ?? "")) throw declined();
}

function declined(): RefusedError {
  return new RefusedError("declined", "The receiver declined");
}

/** @throws {ConnectionError} code `timeout` if the user did not answer. */
async function ask(
  question: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<string | undefined> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(PROMPT_TIMEOUT)]);
  try {
    return await terminal.ask(question, deadline);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (deadline.aborted) {
      throw new ConnectionError("timeout", "accept the offer: the user did not answer");
    }
    throw error;
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
  const content = `${more}${size(bytes)}`;
  // The session enforces the offered kinds, so nothing else can follow one file.
  if (roots === 1 && kinds?.[0] === "file") {
    return exact || bytes > 0 ? `1 file, ${content}` : "1 file of unknown size";
  }
  const empty = exact && entries === 1 && kinds?.[0] === "dir";
  const things = empty ? "folder" : entries === 1 ? "file or folder" : "files and folders";
  return `${more}${entries} ${things}, ${content}`;
}

function size(bytes: number): string {
  return formatBytes(bytes, { binary: true });
}
