/**
 * The strings that CPace hashes (draft-irtf-cfrg-cpace, appendix A): every part with its length
 * before it, so that no two lists of parts give the same bytes.
 *
 * @module
 */

import { concatBytes } from "@noble/hashes/utils.js";

/** `prepend_len`: the bytes with their number before them, in LEB128. */
export function prependLength(bytes: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = bytes.length;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    length.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return concatBytes(Uint8Array.from(length), bytes);
}

/** `lv_cat`: all parts, each with its length. */
export function lengthValue(...parts: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...parts.map(prependLength));
}

/**
 * `generator_string`: the zeros fill the first block of the hash, so that hashing the secret takes
 * as long whatever its length.
 */
export function generatorString(
  domain: Uint8Array,
  secret: Uint8Array,
  channel: Uint8Array,
  session: Uint8Array,
  blockBytes: number,
): Uint8Array {
  const used = 1 + prependLength(secret).length + prependLength(domain).length;
  const zeros = new Uint8Array(Math.max(0, blockBytes - used));
  return lengthValue(domain, secret, zeros, channel, session);
}
