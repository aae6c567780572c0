/** The first bytes of a connection in both directions: the magic, the versions and the security. @module */

import { ProtocolError, RefusedError } from "../errors.ts";
import {
  MAGIC,
  MAX_VERSION,
  MIN_VERSION,
  PREFACE_BYTES,
  Security,
  type SecurityId,
} from "../frame/frame.ts";

/** Encodes a preface. */
export function encodePreface(
  security: SecurityId,
  minVersion: number = MIN_VERSION,
  maxVersion: number = MAX_VERSION,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(PREFACE_BYTES);
  bytes.set(MAGIC);
  bytes.set([minVersion, maxVersion, security, 0], MAGIC.length);
  return bytes;
}

/**
 * Decodes the peer's preface and chooses the highest version that both support.
 *
 * @throws {ProtocolError} if the peer does not speak the protocol.
 * @throws {RefusedError} code `version` or `security` if there is none in common.
 */
export function agree(bytes: Uint8Array, security: SecurityId): { version: number } {
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) {
    throw new ProtocolError("greet the peer: it does not speak sluice's protocol");
  }
  const [min = 0, max = 0, theirs] = bytes.subarray(MAGIC.length);
  const version = Math.min(max, MAX_VERSION);
  if (min === 0 || max < min) throw new ProtocolError(`greet the peer: versions ${min} to ${max}`);
  if (version < Math.max(min, MIN_VERSION)) {
    const range = (a: number, b: number) => a === b ? `version ${a}` : `versions ${a} to ${b}`;
    throw new RefusedError(
      "version",
      `greet the peer: it speaks ${range(min, max)} of the protocol, this program ` +
        `${range(MIN_VERSION, MAX_VERSION)}; update the ${
          min > MAX_VERSION ? "program here" : "other one"
        }`,
    );
  }
  if (theirs !== security) {
    const name = (id: number | undefined) =>
      id === Security.plain
        ? "--plain"
        : id === Security.code
        ? "an encrypted session"
        : `security ${id}`;
    throw new RefusedError(
      "security",
      `greet the peer: it asks for ${name(theirs)}, this side for ${
        name(security)
      }; both must ask for the same`,
    );
  }
  return { version };
}
