/** Time stamps: sends every message back with the time before it. @module */

import { concatBytes } from "../bytes.ts";
import type { Duplex } from "../socket/duplex.ts";
import { readChunks } from "../socket/read_chunks.ts";
import { formatTime } from "./format_time.ts";
import { MAX_LONGER_REPLIES } from "../limits.ts";
import { SERVICE_PORTS } from "./ports.ts";
import type {
  ClockOptions,
  ServesConnections,
  ServesDatagrams,
  Service,
  TimeFormat,
} from "./service.ts";

const LF = 0x0a;

/**
 * A chunk with a stamp before each message in it: each line, and the text after the last line end. An
 * empty chunk is one empty message.
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
  // A chunk of line ends is answered by 27 times as much, so the buffer stays small.
  for await (const chunk of readChunks(conn, { largest: 8 * 1024 })) {
    await writer.write(stamped(chunk, stamp()));
  }
}

/** Options of {@linkcode time} and `daytime`. */
export interface TimeOptions extends ClockOptions {
  /** The format of the time. @default {"ctime"} */
  format?: TimeFormat;
}

/**
 * Answers each message with `[Sat Nov 21 01:25:34 2026] message`. A stream has no messages, so the result
 * of one read is taken for one, as in the exercise; several lines in it are answered one by one. A
 * datagram is a message.
 *
 * ```ts
 * import { time } from "./time.ts";
 * import { assertEquals } from "@std/assert";
 * const { datagram } = time.start({ format: "epoch", now: () => 1_795_224_334_000 });
 * const answer = datagram(new TextEncoder().encode("hello"), "udp://127.0.0.1:40213");
 * assertEquals(new TextDecoder().decode(answer), "[1795224334] hello");
 * ```
 */
export const time: Service<TimeOptions, ServesConnections & ServesDatagrams> = {
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
