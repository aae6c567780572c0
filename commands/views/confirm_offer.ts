/** Shows an offer and asks whether to store it, and names in it that deserve a question of their own. @module */

import { format as formatBytes } from "@std/fmt/bytes";
import { escapeText } from "../../lib/text/escape.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { ConnectionError, LocalError, RefusedError } from "../../lib/errors.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import { sensitivePart } from "../../lib/file/sensitive_name.ts";
import { PROMPT_TIMEOUT } from "../../lib/limits.ts";
import type { OfferView } from "../../lib/transfer/receive/receive_options.ts";
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
  /** Asks what becomes of offered names that exist. */
  asksIfExists: boolean;
  /** What is missing at the destination for this policy; undefined: there is enough space, or nothing is known. */
  shortage: (policy: IfExists | undefined) => Promise<Shortage | undefined>;
}

/** A destination with too little space. */
export interface Shortage {
  /** Bytes. */
  free: number;
  /** Bytes that are still to come. */
  needed: number;
}

/** The answers to the question about names that exist. */
const POLICIES: Record<string, IfExists> = {
  s: "skip",
  r: "rename",
  o: "overwrite",
  u: "update",
};
/** Times that a user may answer that question with something else. */
const MAX_TYPING_ERRORS = 3;

/**
 * Resolves where the user agrees, to what becomes of names that exist if the user was asked.
 *
 * @throws {RefusedError} code `declined`: the user said no.
 * @throws {LocalError} code `unattended`: there is no terminal to ask on.
 */
export async function agreeToOffer(
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
      if (part !== undefined) await agreeToName(part, options);
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

/** Names what exists, and asks what becomes of it unless a flag says so; undefined: nothing was asked. */
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
  throw saidNo();
}

/**
 * Resolves where the user takes a path whose last component other programs read or run. One yes holds
 * for all of that name in the transfer.
 *
 * @throws {RefusedError} code `declined`: the user said no.
 * @throws {LocalError} code `unattended`: there is no terminal to ask on.
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
      "unattended",
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
  const answer = await ask(`${question} [y/N] `, terminal, signal);
  if (!/^\s*y(es)?\s*$/i.test(answer ?? "")) throw saidNo();
}

function saidNo(): RefusedError {
  return new RefusedError("declined", "accept the offer: the receiver said no");
}

/** @throws {ConnectionError} code `timeout`: the user did not answer. */
async function ask(
  question: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<string | undefined> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PROMPT_TIMEOUT)]);
  try {
    return await terminal.ask(question, patience);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (patience.aborted) throw new ConnectionError("timeout", "accept the offer: nobody answered");
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
  // The session holds the sender to the kinds, so nothing else can follow one file.
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
