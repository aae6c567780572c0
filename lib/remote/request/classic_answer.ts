/**
 * The exchange of the well-known exercise ("a tiny ssh"), answering side: the client sends a command
 * line; the answer's length comes back in decimal digits; the client sends anything at all; the
 * answer follows. Then the next command line. Nothing of this is proven, protected or delimited: a
 * command line is what one read yields. A web page can connect to this machine as well, so the first
 * chunk that is not a command line, or is refused, is the connection's last.
 *
 * @module
 */

import { ProtocolError } from "../../errors.ts";
import { MAX_CLASSIC_BYTES, MAX_CLASSIC_LINE } from "../../limits.ts";
import type { Duplex } from "../../socket/duplex.ts";
import { assertClassicLength, classicWords } from "./classic_line.ts";
import { Inbox } from "../inbox.ts";
import { type Asked, costOf, type FromRunner, type ToRunner } from "../message.ts";

/** What {@linkcode answerClassic} works with. */
export interface ClassicAnswerOptions {
  /** Who asks, and from where. */
  caller: Pick<Asked, "peer" | "source" | "who">;
  /** Passes a request on; answers come over the port. */
  run(asked: Asked): MessagePort;
  /** Ends the connection. */
  signal: AbortSignal;
}

const encoder = new TextEncoder();

/**
 * Answers commands until the client has enough, or one was refused.
 *
 * @throws {ConnectionError} it went in the middle. @throws {ProtocolError} it speaks another protocol.
 */
export async function answerClassic(conn: Duplex, options: ClassicAnswerOptions): Promise<void> {
  const onAbort = () => conn.abort(options.signal.reason);
  options.signal.addEventListener("abort", onAbort);
  const reader = conn.readable.getReader({ mode: "byob" });
  const writer = conn.writable.getWriter();
  try {
    for (let line; (line = await read(reader)) !== undefined;) {
      const argv = classicWords(line);
      // The next read begins now: that is how a client that goes away is noticed.
      const reading = read(reader);
      const reply = await replyTo({ argv, ...options.caller }, options.run, reading);
      if (reply === undefined) return;
      await writer.write(encoder.encode(String(reply.bytes.length)));
      const acknowledgement = await reading;
      if (acknowledgement === undefined) return;
      // What is beyond the limit would be the next command line.
      assertClassicLength(acknowledgement);
      await writer.write(reply.bytes);
      if (reply.isLast) return;
    }
  } finally {
    options.signal.removeEventListener("abort", onAbort);
    reader.releaseLock();
    writer.releaseLock();
  }
}

async function read(reader: ReadableStreamBYOBReader): Promise<Uint8Array | undefined> {
  const { value, done } = await reader.read(new Uint8Array(MAX_CLASSIC_LINE + 1));
  return done ? undefined : value;
}

/** What a client is told. */
interface Reply {
  bytes: Uint8Array;
  /** Whether the connection ends with it. */
  isLast: boolean;
}

function refusal(why: string): Reply {
  return { bytes: encoder.encode(`refused: ${why}\n`), isLast: true };
}

/**
 * What a command has to say; undefined: the client has gone meanwhile.
 *
 * @throws {ProtocolError} the client has acknowledged a length that it was not told yet.
 */
async function replyTo(
  asked: Asked,
  run: (asked: Asked) => MessagePort,
  next: Promise<Uint8Array | undefined>,
): Promise<Reply | undefined> {
  if (asked.argv.length === 0) return refusal("no command is named");
  const port = run(asked);
  const say = (message: ToRunner) => port.postMessage(message);
  const inbox = new Inbox<FromRunner>(port);
  let left: "gone" | "early" | undefined;
  let isOver = false;
  next.catch(() => undefined).then((bytes) => {
    if (isOver) return;
    left = bytes === undefined ? "gone" : "early";
    say({ type: "gone" });
  });
  const pieces: Uint8Array[] = [];
  let held = 0;
  let isCut = false;
  for (let message; (message = await inbox.next()) !== undefined;) {
    if (message.type === "output") {
      const { stream, bytes } = message;
      say({ type: "taken", stream, cost: costOf(bytes) });
      const part = bytes.subarray(0, MAX_CLASSIC_BYTES - held);
      if (part.length < bytes.length && !isCut) {
        isCut = true;
        say({ type: "gone" });
      }
      pieces.push(part);
      held += part.length;
    } else if (message.type === "refused" || message.type === "exit") {
      isOver = true;
      port.close();
      if (left === "gone") return undefined;
      if (left === "early") {
        throw new ProtocolError("read from the client: more before it was told the length");
      }
      if (message.type === "refused") return refusal(message.message);
      const { reason, status, signal } = message.exit;
      if (isCut) pieces.push(encoder.encode("\n(cut off here: too long)\n"));
      else if (reason === "time" || reason === "idle") {
        pieces.push(encoder.encode("(it took too long)\n"));
      } else if (reason === "output") pieces.push(encoder.encode("\n(cut off here: too long)\n"));
      else if (held === 0) {
        pieces.push(encoder.encode(`(no output; ${signal ?? `status ${status}`})\n`));
      }
      const bytes = new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer());
      return { bytes, isLast: false };
    }
  }
}
