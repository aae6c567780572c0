/** Binds a stored secret to its code. @module */

import { hmac } from "@noble/hashes/hmac.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { lengthValue } from "./cpace_strings.ts";
import type { HandshakeCode } from "./handshake.ts";

const LABEL = utf8ToBytes("sluice code");

/**
 * The HMAC-SHA-512 (RFC 2104) of channel and words, which identifies the code of a stored secret. Without
 * the secret it cannot be used to test guesses at the code.
 *
 * @param key The resumption secret of the handshake with that code.
 */
export function bindCode(key: Uint8Array, { channel, secret }: HandshakeCode): Uint8Array {
  return hmac(sha512, key, lengthValue(LABEL, utf8ToBytes(String(channel)), secret));
}
