/** A shared secret in place of a code. @module */

import type { HandshakeCode } from "../secure/handshake.ts";

/** The code for a handshake with a shared secret: its channel is 0 (PROTOCOL.md, section 7). */
export function codeOfSecret(secret: Uint8Array): HandshakeCode {
  return { channel: 0, secret };
}
