/**
 * The strings that CPace hashes (draft-irtf-cfrg-cpace, appendix A): every part is prefixed by its length,
 * so that no two lists of parts have the same encoding.
 *
 * @module
 */

import { concatBytes } from "@noble/hashes/utils.js";

/** `prepend_len`: the bytes, prefixed by their number in LEB128. */
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

/** `lv_cat`: all parts, each prefixed by its length. */
export function lengthValue(...parts: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...parts.map(prependLength));
}

/**
 * `generator_string`: zeros fill the first block of the hash, so that the time to hash the secret does not
 * depend on its length.
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
