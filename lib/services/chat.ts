/** A chat service: passes every line to the other members. @module */

import { settlesWithin, sleep } from "../async.ts";
import { ProtocolError } from "../errors.ts";
import { CHAT_LINES_PER_SECOND, GRACE_PERIOD } from "../limits.ts";
import { RateLimiter } from "../rate_limiter.ts";
import type { Duplex } from "../socket/duplex.ts";
import { SendQueue } from "../socket/send_queue.ts";
import { ChatRoom, type Member } from "./chat_room.ts";
import { MessageReader } from "./message_reader.ts";
import { SERVICE_PORTS } from "./ports.ts";
import type { ChatConsole, ServesConnections, Service } from "./service.ts";

/** Serves one member until it leaves or the room closes. */
async function converse(room: ChatRoom, conn: Duplex, closing: AbortSignal): Promise<void> {
  const queue = new SendQueue(conn);
  const member = room.join(queue);
  const closed = Promise.withResolvers<void>();
  const end = () => closed.resolve();
  closing.addEventListener("abort", end);
  if (closing.aborted) end();
  try {
    const refuse = (answer: Uint8Array) => void queue.put(answer);
    await Promise.race([listen(room, member, new MessageReader(conn, { refuse })), closed.promise]);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    room.notify(member, "your line is too long");
  } finally {
    closing.removeEventListener("abort", end);
    room.leave(member);
  }
  await flush(queue);
}

/** Limits the flush, so that a client that does not read cannot delay the end. */
async function flush(queue: SendQueue): Promise<void> {
  await settlesWithin(queue.flushed(), GRACE_PERIOD);
}

async function listen(room: ChatRoom, member: Member, lines: MessageReader): Promise<void> {
  // Excess lines are delayed, not dropped; the delay reaches the client as backpressure.
  const pace = new RateLimiter({
    burst: CHAT_LINES_PER_SECOND,
    perSecond: CHAT_LINES_PER_SECOND,
  });
  for (let line; (line = await lines.next()) !== undefined;) {
    const wait = pace.take();
    if (wait > 0) await sleep(wait);
    if (!room.hear(member, line.text)) return;
  }
}

/** Options of {@linkcode chat}. */
export interface ChatOptions {
  /** The operator's console. */
  console?: ChatConsole;
}

/**
 * A chat for clients that send and show lines. A text without a line end is a line once nothing has followed
 * it for a moment. A member leaves with the line `exit`; the operator closes the room with it.
 *
 * ```ts
 * import { chat } from "./chat.ts";
 * import { dial } from "../socket/dial.ts";
 * import { listen } from "../socket/listen.ts";
 * import { readLines } from "../line/read_lines.ts";
 * import { serve } from "../socket/serve.ts";
 * import { writeAll } from "../socket/write_all.ts";
 * import { assert } from "@std/assert";
 * const listener = listen("127.0.0.1:0");
 * const serving = serve(listener, chat.start().connection);
 * const conn = await dial(listener.address);
 * await writeAll(conn, "exit\n");
 * const lines = await Array.fromAsync(readLines(conn));
 * assert(lines[0]?.startsWith("* you are guest1"));
 * await conn.close();
 * listener.close();
 * await serving;
 * ```
 */
export const chat: Service<ChatOptions, ServesConnections & { readonly ended: Promise<void> }> = {
  name: "chat",
  summary: "passes every line to all others",
  port: SERVICE_PORTS.chat,
  transports: ["tcp"],
  options: [],
  // Members may be silent for any time.
  idle: Infinity,
  start({ console } = {}) {
    const room = new ChatRoom(console);
    const closing = new AbortController();
    const ended = Promise.withResolvers<void>();
    const close = () => {
      if (closing.signal.aborted) return;
      room.close();
      closing.abort();
      ended.resolve();
    };
    const operate = async () => {
      for await (const line of console!.lines) if (!room.hearOperator(line)) return close();
    };
    if (console !== undefined) void operate();
    let watched: AbortSignal | undefined;
    return {
      connection(conn, { signal }) {
        // One listener on the loop's signal for all connections.
        if (watched !== signal) {
          watched = signal;
          if (signal.aborted) close();
          else signal.addEventListener("abort", close, { once: true });
        }
        return converse(room, conn, closing.signal);
      },
      ended: ended.promise,
    };
  },
};
