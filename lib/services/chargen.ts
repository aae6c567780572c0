/** Chargen: an endless stream of printable characters (RFC 864). @module */

import { ConnectionError } from "../errors.ts";
import type { Duplex } from "../socket/duplex.ts";
import { ReadBuffer } from "../socket/read_buffer.ts";
import { SERVICE_PORTS } from "./ports.ts";
import type { ServesConnections, ServesDatagrams, Service } from "./service.ts";

/** Printable characters of ASCII, space included. */
const PRINTABLE = 95;
/** Characters of one line. */
const WIDTH = 72;

/**
 * One period of the popular pattern (RFC 864): 95 lines of 72 characters and CR LF, each line shifted by
 * one character; the first begins with `!`.
 *
 * ```ts
 * import { chargenPattern } from "./chargen.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(chargenPattern().length, 95 * 74);
 * ```
 */
export function chargenPattern(): Uint8Array<ArrayBuffer> {
  const pattern = new Uint8Array(PRINTABLE * (WIDTH + 2));
  let at = 0;
  for (let line = 0; line < PRINTABLE; line++) {
    for (let column = 0; column < WIDTH; column++) {
      pattern[at++] = 0x20 + (1 + line + column) % PRINTABLE;
    }
    pattern[at++] = 0x0d;
    pattern[at++] = 0x0a;
  }
  return pattern;
}

async function generate(conn: Duplex, signal: AbortSignal): Promise<void> {
  // The peer's bytes are discarded, and its end does not end this direction (RFC 864).
  const { view } = new ReadBuffer();
  const ignored = (async () => {
    while (await conn.read(view) !== null);
  })();
  ignored.catch(() => {/* writing fails as well */});
  const pattern = chargenPattern();
  try {
    while (!signal.aborted) await conn.write(pattern);
  } catch (error) {
    // The peer ends the service by closing the connection.
    if (!(error instanceof ConnectionError)) throw error;
  }
}

/**
 * Chargen over connections, and over UDP if requested. A datagram is answered by one of at most its own
 * length, so that the service does not amplify traffic.
 *
 * ```ts
 * import { chargen } from "./chargen.ts";
 * import { assertEquals } from "@std/assert";
 * const { datagram } = chargen.start();
 * const answer = datagram(new Uint8Array(3), "udp://127.0.0.1:40213");
 * assertEquals(new TextDecoder().decode(answer), '!"#');
 * ```
 */
export const chargen: Service<object, ServesConnections & ServesDatagrams> = {
  name: "chargen",
  summary: "sends printable characters without end (RFC 864)",
  port: SERVICE_PORTS.chargen,
  transports: ["tcp"],
  options: [],
  start() {
    const pattern = chargenPattern();
    return {
      connection: (conn, { signal }) => generate(conn, signal),
      // RFC 864: at most 512 characters.
      datagram: ({ length }) => pattern.subarray(0, Math.min(length, 512)),
    };
  },
};
