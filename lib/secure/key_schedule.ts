/**
 * From the key that CPace yields to the keys of one session (HKDF, RFC 5869, with SHA-512). What both
 * sides have said salts the extraction, so that a session of another transcript has other keys.
 *
 * @module
 */

import { expand, extract, hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

/** The two sides of a session; the sender is CPace's initiator, whoever dialled. */
export type Role = "send" | "receive";

/** Bytes of a record key, whatever the cipher. */
export const KEY_BYTES = 32;
/** Bytes of the part of a nonce that is the key's own. */
export const IV_BYTES = 12;
/** Bytes of a confirmation: a whole HMAC-SHA-512. */
export const TAG_BYTES = 64;

/** Key and nonce base of one direction. */
export interface DirectionKey {
  /** The key, {@linkcode KEY_BYTES} long. */
  key: Uint8Array;
  /** What the record's number is added to, {@linkcode IV_BYTES} long. */
  iv: Uint8Array;
}

/** Everything one session needs. */
export interface DerivedKeys {
  /** What each role sends to show that it has the key. */
  tag: Record<Role, Uint8Array>;
  /** What each role's records are encrypted with. */
  records: Record<Role, DirectionKey>;
  /** A secret for a session that goes on with this one: nothing of it can be guessed. */
  resume: Uint8Array;
}

/** All keys of a session; `transcript` is the hash of everything said before. */
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

/** The key that follows `key` once it has been used enough; there is no way back. */
export function nextKey({ key }: DirectionKey): DirectionKey {
  return directionKey(
    hkdf(sha512, key, undefined, utf8ToBytes("sluice 1 next"), KEY_BYTES + IV_BYTES),
  );
}

function directionKey(bytes: Uint8Array): DirectionKey {
  return { key: bytes.slice(0, KEY_BYTES), iv: bytes.slice(KEY_BYTES) };
}
