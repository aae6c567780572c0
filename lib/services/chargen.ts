/** Chargen: an endless stream of printable characters (RFC 864). @module */

import { ConnectionError } from "../errors.ts";
import type { Duplex } from "../socket/duplex.ts";
import { readChunks } from "../socket/read_chunks.ts";
import { SERVICE_PORTS } from "./ports.ts";
import type { Service } from "./service.ts";

/** Printable characters of ASCII, space included. */
const PRINTABLE = 95;
/** Characters of one line. */
const WIDTH = 72;

/**
 * One turn of the popular pattern (RFC 864): 95 lines of 72 characters and CR LF, each line one
 * character on; the first begins with `!`.
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
  // What the peer says is thrown away; its end is not ours.
  const ignored = (async () => {
    for await (const _ of readChunks(conn));
  })();
  ignored.catch(() => {/* the writing side hears of it as well */});
  const pattern = chargenPattern();
  const writer = conn.writable.getWriter();
  try {
    while (!signal.aborted) await writer.write(pattern);
  } catch (error) {
    // To hang up is how a peer says that it has enough.
    if (!(error instanceof ConnectionError)) throw error;
  }
}

/**
 * Chargen over connections; over UDP only where it is asked for, each answer cut to the length of
 * its question: the exercise, without the flood it is known for.
 */
export const chargen: Service = {
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
