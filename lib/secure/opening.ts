/** The openings that both sides send in clear before the key exchange. @module */

import { ProtocolError, RefusedError } from "../errors.ts";
import type { Role } from "./key_schedule.ts";

/** Bytes of an opening: role, ciphers, two reserved, nonce, instance. */
export const OPENING_BYTES = 36;
/** Bytes of the nonce in an opening. */
export const NONCE_BYTES = 16;
/** Bytes of a sender's instance in an opening. Discovery announces a hash of it. */
export const INSTANCE_BYTES = 16;

const NONCE_AT = 4;
const INSTANCE_AT = NONCE_AT + NONCE_BYTES;

/** The roles' numbers on the wire. */
const ROLE_IDS: Record<Role, number> = { send: 1, receive: 2 };

/** Encodes an opening with a new nonce. The instance is zeros if absent. */
export function encodeOpening(
  role: Role,
  ciphers: readonly number[],
  instance?: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(OPENING_BYTES);
  bytes[0] = ROLE_IDS[role];
  for (const id of ciphers) bytes[1]! |= 1 << (id - 1);
  crypto.getRandomValues(bytes.subarray(NONCE_AT, INSTANCE_AT));
  if (instance) bytes.set(instance, INSTANCE_AT);
  return bytes;
}

/**
 * Checks the peer's opening and returns the wire id of the chosen cipher: the lowest that both sides have.
 *
 * @throws {RefusedError} if both sides have the same role, or no cipher in common.
 * @throws {ProtocolError} if the bytes are not an opening.
 */
export function agreeOpening(ours: Uint8Array, theirs: Uint8Array, role: Role): number {
  if (theirs[0] === ROLE_IDS[role]) {
    throw new RefusedError(
      "refused",
      `Both sides want to ${role}; one of them has to ${otherRole(role)}`,
    );
  }
  if (theirs[0] !== ROLE_IDS[otherRole(role)] || theirs[2] !== 0 || theirs[3] !== 0) {
    throw new ProtocolError("the opening is malformed");
  }
  const common = ours[1]! & theirs[1]!;
  if (common === 0) {
    throw new RefusedError("security", "No cipher in common; update sluice on both machines");
  }
  return 32 - Math.clz32(common & -common);
}

/** The nonce of an opening. */
export function nonceOf(opening: Uint8Array): Uint8Array {
  return opening.subarray(NONCE_AT, INSTANCE_AT);
}

/** The instance of an opening. */
export function instanceOf(opening: Uint8Array): Uint8Array {
  return opening.subarray(INSTANCE_AT, OPENING_BYTES);
}

/** The opposite role. */
export function otherRole(role: Role): Role {
  return role === "send" ? "receive" : "send";
}
