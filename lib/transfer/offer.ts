/** Offers: what a sender is about to send, counted for a limited time. @module */

import { rootKind } from "../file/source/root_kind.ts";
import type { Root } from "../file/source/roots.ts";
import {
  type SkippedEntry,
  type SourceEntry,
  walk,
  type WalkOptions,
} from "../file/source/walk.ts";
import type { Digest } from "../digest/digest.ts";
import { sha256 } from "../digest/sha256.ts";
import type { Offer } from "../frame/control.ts";
import { MAX_CONTROL_BYTES, MAX_OFFER_NAMES, MAX_TEXT_BYTES } from "../limits.ts";

/** Milliseconds of counting; after that the offer contains what was counted so far. */
const COUNTING_TIME = 1500;
/** Maximum number of entries in memory while counting: a few dozen megabytes. */
const COUNTED_ENTRIES = 100_000;
/** Maximum size of the names in an offer in bytes: leaves room for escapes and other fields in a frame. */
const NAME_BYTES = MAX_CONTROL_BYTES / 4;

/** The name of a text on the wire. */
const TEXT_NAME = "text";

/** An offer and the entries behind it. */
export interface PreparedOffer {
  /** The message to the receiver. */
  offer: Offer;
  /** The entries: first those that were counted, then, lazily, the others. */
  entries: Iterable<SourceEntry | SkippedEntry>;
}

/**
 * Counts the entries below the roots. A tree that is too large to be counted in time is offered as "more
 * than".
 *
 * @param digest The digest of every file. @default {sha256}
 *
 * @example Usage
 * ```ts
 * import { prepareOffer } from "./offer.ts";
 * import { rootsOf } from "../file/source/roots.ts";
 * import { assertEquals } from "@std/assert";
 * const { offer } = prepareOffer(rootsOf(["README.md"]));
 * assertEquals([offer.names, offer.entries, offer.exact], [["README.md"], 1, true]);
 * ```
 */
export function prepareOffer(
  roots: readonly Root[],
  digest: Digest = sha256,
  options: WalkOptions = {},
): PreparedOffer {
  const found = walk(roots, options);
  const counted: (SourceEntry | SkippedEntry)[] = [];
  let entries = 0;
  let bytes = 0;
  let exact = false;
  const start = performance.now();
  while (counted.length < COUNTED_ENTRIES && performance.now() - start < COUNTING_TIME) {
    const { value, done } = found.next();
    if (done) {
      exact = true;
      break;
    }
    counted.push(value);
    if (value.kind === "skipped") continue;
    entries++;
    bytes += value.size ?? 0;
  }
  const names = offeredNames(roots);
  const offer = {
    names,
    kinds: roots.slice(0, names.length).map(rootKind),
    roots: roots.length,
    entries,
    bytes,
    exact,
    digest: digest.wireId,
  };
  return { offer, entries: chain(counted, found) };
}

/**
 * An offer of one stream of unknown size, under a name.
 *
 * @param digest The digest of the content. @default {sha256}
 *
 * @example Usage
 * ```ts
 * import { prepareStream } from "./offer.ts";
 * import { assertEquals } from "@std/assert";
 * const { offer } = prepareStream("notes.txt", ReadableStream.from([new Uint8Array(3)]));
 * assertEquals([offer.names, offer.exact], [["notes.txt"], false]);
 * ```
 */
export function prepareStream(
  name: string,
  stream: ReadableStream<Uint8Array>,
  digest: Digest = sha256,
): PreparedOffer {
  const entry: SourceEntry = {
    kind: "file",
    path: name,
    source: name,
    size: null,
    stream,
    mode: null,
    mtime: Date.now(),
  };
  const offer = {
    names: [name],
    kinds: ["file" as const],
    roots: 1,
    entries: 1,
    bytes: 0,
    exact: false,
    digest: digest.wireId,
  };
  return { offer, entries: [entry] };
}

/**
 * An offer of a text, which the receiver shows and does not store.
 *
 * @param digest The digest of the text. @default {sha256}
 * @throws {RangeError} the text is empty, or longer than `MAX_TEXT_BYTES` in UTF-8.
 *
 * @example Usage
 * ```ts
 * import { prepareText } from "./offer.ts";
 * import { assertEquals } from "@std/assert";
 * const { offer } = prepareText("https://example.org/");
 * assertEquals([offer.text, offer.bytes], [true, 20]);
 * ```
 */
export function prepareText(text: string, digest: Digest = sha256): PreparedOffer {
  const bytes = new TextEncoder().encode(text);
  const { length } = bytes;
  if (length === 0 || length > MAX_TEXT_BYTES) {
    throw new RangeError(`send a text of ${length} bytes: it has 1 to ${MAX_TEXT_BYTES}`);
  }
  const entry: SourceEntry = {
    kind: "file",
    path: TEXT_NAME,
    source: TEXT_NAME,
    size: length,
    stream: ReadableStream.from([bytes]),
    mode: null,
    mtime: Date.now(),
  };
  const offer = {
    names: [TEXT_NAME],
    kinds: ["file" as const],
    roots: 1,
    entries: 1,
    bytes: length,
    exact: true,
    digest: digest.wireId,
    text: true as const,
  };
  return { offer, entries: [entry] };
}

/** As many names as fit, at least one. */
function offeredNames(roots: readonly Root[]): string[] {
  let size = 0;
  const names: string[] = [];
  for (const { name } of roots) {
    size += name.length * 3;
    if (names.length > 0 && (size > NAME_BYTES || names.length >= MAX_OFFER_NAMES)) break;
    names.push(name);
  }
  return names;
}

function* chain<T>(first: T[], rest: Iterable<T>): Generator<T> {
  yield* first;
  first.length = 0;
  yield* rest;
}
