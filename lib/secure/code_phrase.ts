/**
 * The code that one user reads to another: a channel number and a few words, `7-orbit-lemon`.
 *
 * The words are those of the English list of BIP-39, from an audited package: 2048 words, 11 bits each,
 * distinct in their first four letters.
 *
 * @module
 */

import { wordlist } from "@scure/bip39/wordlists/english.js";
import { CallerError } from "../errors.ts";
import { DEFAULT_WORDS, MAX_WORDS, MIN_WORDS } from "../limits.ts";
import type { HandshakeCode } from "./handshake.ts";

/** Channel numbers are 1 to this: short to say, rarely met twice on one network. */
export const MAX_CHANNEL = 999;

/** Bits of one word. */
const WORD_BITS = 11;

/** A parsed code. */
export interface CodePhrase {
  /** The channel of the discovery, 1 to {@linkcode MAX_CHANNEL}. Public. */
  channel: number;
  /** The words, in lower case. Secret. */
  words: readonly string[];
}

/**
 * Generates a code from cryptographic randomness.
 *
 * @throws {RangeError} if the number of words is out of range.
 */
export function generateCodePhrase(words: number = DEFAULT_WORDS): CodePhrase {
  if (!(words >= MIN_WORDS && words <= MAX_WORDS)) {
    throw new RangeError(`make a code: ${words} words; ${MIN_WORDS} to ${MAX_WORDS} can be had`);
  }
  const random = crypto.getRandomValues(new Uint16Array(words));
  return {
    channel: randomChannel(),
    words: Array.from(random, (bits) => wordlist[bits & ((1 << WORD_BITS) - 1)]!),
  };
}

/** Uniform: values beyond the largest multiple of the range are drawn again. */
function randomChannel(): number {
  const range = 0x10000 - 0x10000 % MAX_CHANNEL;
  for (;;) {
    const [draw = 0] = crypto.getRandomValues(new Uint16Array(1));
    if (draw < range) return 1 + draw % MAX_CHANNEL;
  }
}

/** Formats a code: `7-orbit-lemon`. */
export function formatCodePhrase({ channel, words }: CodePhrase): string {
  return [channel, ...words].join("-");
}

/** The input of the key exchange: the words, joined by dashes, in UTF-8. The channel is bound separately. */
export function codeSecret({ words }: CodePhrase): Uint8Array {
  return new TextEncoder().encode(words.join("-"));
}

/** What the handshake takes of a code. */
export function handshakeCode(phrase: CodePhrase): HandshakeCode {
  return { channel: phrase.channel, secret: codeSecret(phrase) };
}

/** The words that this program prints before a code, which are pasted with it. */
const PASTED = /^[^\p{L}\d]*(?:sluice(?:-run)?\s+receive|code:)(?=\P{L})/iu;
/** The flags that it prints after one. */
const PRINTED_FLAGS = /\s--from\s.*$/s;

/**
 * Parses a code as users type or paste it: with `sluice receive` before it or not, in quotes, in any case, with spaces, dashes or nothing between number and words,
 * and with words that are abbreviated to an unambiguous prefix (four letters always are).
 *
 * @throws {CallerError} code `usage` if it is no code. The text quotes at most the one wrong word.
 */
export function parseCodePhrase(text: string): CodePhrase {
  const bad = (why: string) => new CallerError("usage", `Invalid code: ${why}`);
  const parts =
    text.replace(PASTED, "").replace(PRINTED_FLAGS, "").normalize("NFKC").toLowerCase().match(
      /\d+|\p{L}+/gu,
    ) ?? [];
  const [number, ...typed] = parts;
  if (number === undefined || !/^\d+$/.test(number)) {
    throw bad("it must begin with a number, as in 7-orbit-lemon");
  }
  const channel = Number(number);
  if (!(channel >= 1 && channel <= MAX_CHANNEL)) {
    throw bad(`its number must be from 1 to ${MAX_CHANNEL}`);
  }
  if (typed.length < MIN_WORDS || typed.length > MAX_WORDS) {
    const range = `${MIN_WORDS} to ${MAX_WORDS} words`;
    throw bad(`${range} must follow the number, as in 7-orbit-lemon; found ${typed.length}`);
  }
  return { channel, words: typed.map((word) => wholeWord(word, bad)) };
}

function wholeWord(typed: string, bad: (why: string) => CallerError): string {
  const matches = completeWord(typed);
  if (matches.includes(typed)) return typed;
  if (matches.length === 1) return matches[0]!;
  const shown = JSON.stringify(typed.slice(0, 20));
  if (matches.length > 1) {
    throw bad(
      `${shown} is ambiguous: ${matches.slice(0, 4).join(", ")}${matches.length > 4 ? ", …" : ""}`,
    );
  }
  const near = completeWord(typed.slice(0, 3)).slice(0, 4);
  throw bad(
    `${shown} is not a word of a code${
      near.length > 0 ? `; did you mean ${near.join(", ")}?` : ""
    }`,
  );
}

/** The words with a prefix, in alphabetical order. */
export function completeWord(prefix: string): string[] {
  return wordlist.filter((word) => word.startsWith(prefix));
}

/** The completions of the last word of a code. The rest of the text is kept. */
export function completeCode(text: string): string[] {
  const [, head = "", last = ""] = /^(\d+[\s-]+(?:\p{L}+[\s-]+)*)(\p{L}+)$/u.exec(text) ?? [];
  return last === "" ? [] : completeWord(last.toLowerCase()).map((word) => head + word);
}
