/**
 * Derives the keys of a session from the key of CPace (HKDF, RFC 5869, with SHA-512). The transcript is the
 * salt, so that sessions with different transcripts have different keys.
 *
 * @module
 */

import { expand, extract } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

/** The two sides of a session. The sender is the initiator of CPace, whichever side has dialled. */
export type Role = "send" | "receive";

/** Bytes of a key. */
export const KEY_BYTES = 32;
/** Bytes of a confirmation: a whole HMAC-SHA-512. */
export const TAG_BYTES = 64;

/** All keys of a session. */
export interface DerivedKeys {
  /** The confirmations by which each role proves that it has the key. */
  tag: Record<Role, Uint8Array>;
  /** The key of the listener's ticket, for one message. */
  ticket: Uint8Array;
  /** The secret for a session that resumes this one. Its entropy is that of a key. */
  resume: Uint8Array;
}

/** Derives all keys of a session. `transcript` is the hash of all bytes exchanged before. */
export function deriveKeys(isk: Uint8Array, transcript: Uint8Array): DerivedKeys {
  const root = extract(sha512, isk, transcript);
  const derive = (label: string, bytes: number) =>
    expand(sha512, root, utf8ToBytes(`sluice 2 ${label}`), bytes);
  const tag = (role: Role) => hmac(sha512, derive(`confirm ${role}`, TAG_BYTES), transcript);
  return {
    tag: { send: tag("send"), receive: tag("receive") },
    ticket: derive("ticket", KEY_BYTES),
    resume: derive("resume", KEY_BYTES),
  };
}
