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
    throw new ProtocolError("the peer does not speak sluice's protocol; check the address");
  }
  const [min = 0, max = 0, theirs] = bytes.subarray(MAGIC.length);
  const version = Math.min(max, MAX_VERSION);
  if (min === 0 || max < min) throw new ProtocolError(`the peer offers versions ${min} to ${max}`);
  if (version < Math.max(min, MIN_VERSION)) {
    const range = (a: number, b: number) => a === b ? `${a}` : `${a} to ${b}`;
    throw new RefusedError(
      "version",
      `No common protocol version: the peer has ${range(min, max)}, this machine ` +
        `${range(MIN_VERSION, MAX_VERSION)}; update sluice ${
          min > MAX_VERSION ? "here" : "on the other machine"
        }`,
    );
  }
  if (theirs !== security) {
    const name = (id: number | undefined) =>
      id === Security.plain ? "--plain" : id === Security.code ? "encryption" : `security ${id}`;
    throw new RefusedError(
      "security",
      `The peer uses ${name(theirs)}, this machine ${
        name(security)
      }; use --plain on both or on neither`,
    );
  }
  return { version };
}
