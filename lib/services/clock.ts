/** The time protocol: seconds since 1900 in four bytes (RFC 868). @module */

import { ProtocolError } from "../errors.ts";
import { MAX_LONGER_REPLIES } from "../limits.ts";
import { SERVICE_PORTS } from "./ports.ts";
import type { ClockOptions, ServesConnections, ServesDatagrams, Service } from "./service.ts";

/** Seconds from 1900-01-01 to 1970-01-01 (RFC 868). */
const EPOCH_1900 = 2_208_988_800;
/** Seconds after which four bytes overflow, first on 2036-02-07 at 06:28:16 UTC. */
const ERA = 2 ** 32;

/**
 * Encodes a time in milliseconds since 1970 as four bytes, the most significant first.
 *
 * ```ts
 * import { encodeClock } from "./clock.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals([...encodeClock(0)], [0x83, 0xaa, 0x7e, 0x80]);
 * ```
 */
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
 *
 * @example Usage
 * ```ts
 * import { decodeClock, encodeClock } from "./clock.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(decodeClock(encodeClock(1_795_224_334_000)), 1_795_224_334_000);
 * ```
 */
export function decodeClock(bytes: Uint8Array, near: number = Date.now()): number {
  if (bytes.length < 4) {
    throw new ProtocolError(`the server sent ${bytes.length} bytes where a time has 4`);
  }
  const seconds = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) - EPOCH_1900;
  const eras = Math.round((near / 1000 - seconds) / ERA);
  return (seconds + eras * ERA) * 1000;
}

/**
 * Sends the four bytes and ends the connection. Answers any datagram with them.
 *
 * ```ts
 * import { clock, encodeClock } from "./clock.ts";
 * import { assertEquals } from "@std/assert";
 * const { datagram } = clock.start({ now: () => 0 });
 * assertEquals(datagram(new Uint8Array(), "udp://127.0.0.1:40213"), encodeClock(0));
 * ```
 */
export const clock: Service<ClockOptions, ServesConnections & ServesDatagrams> = {
  name: "clock",
  summary: "says the seconds since 1900 in four bytes (RFC 868)",
  port: SERVICE_PORTS.clock,
  transports: ["tcp", "udp"],
  options: [],
  longerReplies: MAX_LONGER_REPLIES,
  start: ({ now = Date.now } = {}) => ({
    connection: (conn) => conn.write(encodeClock(now())),
    datagram: () => encodeClock(now()),
  }),
};
