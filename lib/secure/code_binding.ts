/** Binds a kept secret to the code that it was made with. @module */

import { hmac } from "@noble/hashes/hmac.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { lengthValue } from "./cpace_strings.ts";
import type { HandshakeCode } from "./handshake.ts";

const LABEL = utf8ToBytes("sluice code");

/**
 * A value that tells whether a code is the one that a secret was made with: HMAC-SHA-512 (RFC 2104) of
 * channel and words. Without the secret nothing about the code can be tested with it.
 *
 * @param key The resumption secret of the handshake with that code.
 */
export function bindCode(key: Uint8Array, { channel, secret }: HandshakeCode): Uint8Array {
  return hmac(sha512, key, lengthValue(LABEL, utf8ToBytes(String(channel)), secret));
}
