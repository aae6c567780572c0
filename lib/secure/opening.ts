/** The openings that both sides send in clear before the key exchange. @module */

import { ProtocolError, RefusedError } from "../errors.ts";
import type { Role } from "./key_schedule.ts";

/** Bytes of an opening: role, side, two reserved, nonce, instance. */
export const OPENING_BYTES = 36;
/** Bytes of the nonce in an opening. */
export const NONCE_BYTES = 16;
/** Bytes of a sender's instance in an opening. Discovery announces a hash of it. */
export const INSTANCE_BYTES = 16;

const NONCE_AT = 4;
const INSTANCE_AT = NONCE_AT + NONCE_BYTES;

/** The roles' numbers on the wire. */
const ROLE_IDS: Record<Role, number> = { send: 1, receive: 2 };

/** The two ends of a connection: one has dialled, the other has accepted. Each may have either role. */
export type Side = "dialler" | "listener";

/** The sides' numbers on the wire. */
const SIDE_IDS: Record<Side, number> = { dialler: 1, listener: 2 };

/** Encodes an opening with a new nonce. The instance is zeros if absent. */
export function encodeOpening(
  role: Role,
  side: Side,
  instance?: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(OPENING_BYTES);
  bytes[0] = ROLE_IDS[role];
  bytes[1] = SIDE_IDS[side];
  crypto.getRandomValues(bytes.subarray(NONCE_AT, INSTANCE_AT));
  if (instance) bytes.set(instance, INSTANCE_AT);
  return bytes;
}

/**
 * Checks the opening of the peer, which must have the other role and be the other side.
 *
 * @throws {RefusedError} if both sides have the same role.
 * @throws {ProtocolError} if the bytes are not an opening.
 */
export function checkOpening(theirs: Uint8Array, role: Role, side: Side): void {
  if (theirs[0] === ROLE_IDS[role]) {
    throw new RefusedError(
      "refused",
      `Both sides want to ${role}; one of them has to ${otherRole(role)}`,
    );
  }
  const isRole = theirs[0] === ROLE_IDS[otherRole(role)];
  const isSide = theirs[1] === SIDE_IDS[side === "dialler" ? "listener" : "dialler"];
  if (!isRole || !isSide || theirs[2] !== 0 || theirs[3] !== 0) {
    throw new ProtocolError("the opening is malformed");
  }
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
