/**
 * Derives the keys of a session from the key of CPace (HKDF, RFC 5869, with SHA-512). The transcript is the
 * salt, so that sessions with different transcripts have different keys.
 *
 * @module
 */

import { expand, extract, hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

/** The two sides of a session. The sender is the initiator of CPace, whichever side has dialled. */
export type Role = "send" | "receive";

/** Bytes of a record key of any cipher. */
export const KEY_BYTES = 32;
/** Bytes of the base of the nonces. */
export const IV_BYTES = 12;
/** Bytes of a confirmation: a whole HMAC-SHA-512. */
export const TAG_BYTES = 64;

/** The key of one direction. */
export interface DirectionKey {
  /** The key, {@linkcode KEY_BYTES} long. */
  key: Uint8Array;
  /** The base of the nonces, to which the record's number is added, {@linkcode IV_BYTES} long. */
  iv: Uint8Array;
}

/** All keys of a session. */
export interface DerivedKeys {
  /** The confirmations by which each role proves that it has the key. */
  tag: Record<Role, Uint8Array>;
  /** The keys of each role's records. */
  records: Record<Role, DirectionKey>;
  /** The secret for a session that resumes this one. Its entropy is that of a key. */
  resume: Uint8Array;
}

/** Derives all keys of a session. `transcript` is the hash of all bytes exchanged before. */
export function deriveKeys(isk: Uint8Array, transcript: Uint8Array): DerivedKeys {
  const root = extract(sha512, isk, transcript);
  const derive = (label: string, bytes: number) =>
    expand(sha512, root, utf8ToBytes(`sluice 1 ${label}`), bytes);
  const tag = (role: Role) => hmac(sha512, derive(`confirm ${role}`, TAG_BYTES), transcript);
  const records = (role: Role) => directionKey(derive(`records ${role}`, KEY_BYTES + IV_BYTES));
  return {
    tag: { send: tag("send"), receive: tag("receive") },
    records: { send: records("send"), receive: records("receive") },
    resume: derive("resume", KEY_BYTES),
  };
}

/** Derives the key that replaces `key` after its last record. It does not reveal `key`. */
export function nextKey({ key }: DirectionKey): DirectionKey {
  return directionKey(
    hkdf(sha512, key, undefined, utf8ToBytes("sluice 1 next"), KEY_BYTES + IV_BYTES),
  );
}

function directionKey(bytes: Uint8Array): DirectionKey {
  return { key: bytes.slice(0, KEY_BYTES), iv: bytes.slice(KEY_BYTES) };
}
