/** Time stamps: sends every message back with the time before it. @module */

import { concatBytes } from "../bytes.ts";
import type { Duplex } from "../socket/duplex.ts";
import { formatTime } from "./format_time.ts";
import { MAX_LONGER_REPLIES } from "../limits.ts";
import { MessageReader } from "./message_reader.ts";
import { encodeTelnet } from "../line/telnet.ts";
import { refuseBy } from "./refuse_by.ts";
import { SERVICE_PORTS } from "./ports.ts";
import type {
  ClockOptions,
  ServesConnections,
  ServesDatagrams,
  Service,
  TimeFormat,
} from "./service.ts";

async function stampAll(conn: Duplex, stamp: () => Uint8Array): Promise<void> {
  const messages = new MessageReader(conn, { refuse: refuseBy(conn) });
  for (let first; (first = await messages.next()) !== undefined;) {
    const now = stamp();
    // Lines that arrived together are answered together: one write for each would cost far more.
    const answers = [first, ...messages.ready()].flatMap(({ bytes }) => [now, bytes]);
    const whole = concatBytes(answers);
    await conn.write(messages.isTelnet ? encodeTelnet(whole) : whole);
  }
}

/** Options of {@linkcode time} and `daytime`. */
export interface TimeOptions extends ClockOptions {
  /** The format of the time. @default {"ctime"} */
  format?: TimeFormat;
}

/**
 * Answers each message with `[Sat Nov 21 01:25:34 2026] message`. On a stream a message ends with its line
 * end or, as clients of the exercise send none, when nothing has arrived for a moment. A datagram is a
 * message.
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
