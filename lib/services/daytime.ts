/** Daytime: the time of day as one line (RFC 867). @module */

import { MAX_LONGER_REPLIES } from "../limits.ts";
import { formatTime } from "./format_time.ts";
import { SERVICE_PORTS } from "./ports.ts";
import type { ServesConnections, ServesDatagrams, Service } from "./service.ts";
import type { TimeOptions } from "./time.ts";

/**
 * Sends one line with CR LF, ignores the peer's bytes, and ends the connection.
 *
 * ```ts
 * import { daytime } from "./daytime.ts";
 * import { assertEquals } from "@std/assert";
 * const { datagram } = daytime.start({ format: "iso", now: () => 0 });
 * const answer = datagram(new Uint8Array(), "udp://127.0.0.1:40213");
 * assertEquals(new TextDecoder().decode(answer), "1970-01-01T00:00:00Z\r\n");
 * ```
 */
export const daytime: Service<TimeOptions, ServesConnections & ServesDatagrams> = {
  name: "daytime",
  summary: "says the time of day, one line (RFC 867)",
  port: SERVICE_PORTS.daytime,
  transports: ["tcp", "udp"],
  options: ["format"],
  longerReplies: MAX_LONGER_REPLIES,
  start({ format = "ctime", now = Date.now } = {}) {
    const line = () => new TextEncoder().encode(`${formatTime(now(), format)}\r\n`);
    return {
      connection: (conn) => conn.write(line()),
      datagram: line,
    };
  },
};
