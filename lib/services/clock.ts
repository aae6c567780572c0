/** The time protocol: seconds since 1900 in four bytes (RFC 868). @module */

import { ProtocolError } from "../errors.ts";
import { MAX_LONGER_REPLIES } from "../limits.ts";
import { SERVICE_PORTS } from "./ports.ts";
import type { ClockOptions, ServesConnections, ServesDatagrams, Service } from "./service.ts";

/** Seconds from 1900-01-01 to 1970-01-01 (RFC 868). */
const EPOCH_1900 = 2_208_988_800;
/** Seconds after which four bytes overflow, first on 2036-02-07 at 06:28:16 UTC. */
const ERA = 2 ** 32;

/** Encodes a time in milliseconds since 1970 as four bytes, the most significant first. */
export function encodeClock(milliseconds: number): Uint8Array<ArrayBuffer> {
  const seconds = Math.floor(milliseconds / 1000) + EPOCH_1900;
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, seconds % ERA);
  return bytes;
}

/**
 * Decodes four bytes to a time in milliseconds since 1970, in the era that is nearest to `near`.
 *
 * @throws {ProtocolError} if there are fewer than four bytes.
 */
export function decodeClock(bytes: Uint8Array, near: number = Date.now()): number {
  if (bytes.length < 4) {
    throw new ProtocolError(`read the clock: ${bytes.length} bytes came, a time is 4`);
  }
  const seconds = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) - EPOCH_1900;
  const eras = Math.round((near / 1000 - seconds) / ERA);
  return (seconds + eras * ERA) * 1000;
}

/** Sends the four bytes and ends the connection. Answers any datagram with them. */
export const clock: Service<ClockOptions, ServesConnections & ServesDatagrams> = {
  name: "clock",
  summary: "says the seconds since 1900 in four bytes (RFC 868)",
  port: SERVICE_PORTS.clock,
  transports: ["tcp", "udp"],
  options: [],
  longerReplies: MAX_LONGER_REPLIES,
  start: ({ now = Date.now } = {}) => ({
    connection: async (conn) => await conn.writable.getWriter().write(encodeClock(now())),
    datagram: () => encodeClock(now()),
  }),
};
