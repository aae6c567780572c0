/** Time stamps: every message comes back with the time before it. @module */

import { concatBytes } from "../bytes.ts";
import type { Duplex } from "../socket/duplex.ts";
import { readChunks } from "../socket/read_chunks.ts";
import { formatTime } from "./format_time.ts";
import { MAX_LONGER_REPLIES } from "../limits.ts";
import { SERVICE_PORTS } from "./ports.ts";
import type { Service } from "./service.ts";

const LF = 0x0a;

/**
 * A chunk with a stamp before each message in it: its lines, and what follows the last line end.
 * An empty chunk is one empty message.
 */
function stamped(chunk: Uint8Array, stamp: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  do {
    const end = chunk.indexOf(LF, at) + 1 || chunk.length;
    parts.push(stamp, chunk.subarray(at, end));
    at = end;
  } while (at < chunk.length);
  return concatBytes(parts);
}

async function stampAll(conn: Duplex, stamp: () => Uint8Array): Promise<void> {
  const writer = conn.writable.getWriter();
  // Line ends alone would be answered twenty-seven-fold: the buffer stays small.
  for await (const chunk of readChunks(conn, { largest: 8 * 1024 })) {
    await writer.write(stamped(chunk, stamp()));
  }
}

/**
 * `[Sat Nov 21 01:25:34 2026] message` for each message. A stream has no messages, so what one read
 * brings is taken for one, as the exercise has it; several lines that come together are answered one
 * by one. A datagram is a message.
 */
export const time: Service = {
  name: "time",
  summary: "answers every message with the time before it",
  port: SERVICE_PORTS.time,
  transports: ["tcp", "udp"],
  options: ["format"],
  longerReplies: MAX_LONGER_REPLIES,
  start({ format = "ctime", now = Date.now } = {}) {
    const encoder = new TextEncoder();
    const stamp = () => encoder.encode(`[${formatTime(now(), format)}] `);
    return {
      connection: (conn) => stampAll(conn, stamp),
      datagram: (bytes) => concatBytes([stamp(), bytes]),
    };
  },
};
