/**
 * The exchange of the well-known exercise ("a tiny ssh"), answering side: the client sends a command
 * line; the answer's length comes back in decimal digits; the client sends anything at all; the
 * answer follows. Then the next command line. Nothing of this is proven, protected or delimited: a
 * command line is what one read yields.
 *
 * @module
 */

import { MAX_CLASSIC_BYTES, MAX_CLASSIC_LINE } from "../limits.ts";
import type { Duplex } from "../socket/duplex.ts";
import { Inbox } from "./inbox.ts";
import { type Asked, costOf, type FromRunner, type ToRunner } from "./message.ts";

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

/** Answers commands until the client has enough. @throws {ConnectionError} it went in the middle. */
export async function answerClassic(conn: Duplex, options: ClassicAnswerOptions): Promise<void> {
  const onAbort = () => conn.abort(options.signal.reason);
  options.signal.addEventListener("abort", onAbort);
  const reader = conn.readable.getReader({ mode: "byob" });
  const writer = conn.writable.getWriter();
  try {
    let reading = read(reader);
    for (let line; (line = await reading) !== undefined;) {
      const argv = wordsOf(line);
      // The next read begins now: that is how a client that goes away is noticed.
      reading = read(reader);
      const reply = argv === undefined
        ? encoder.encode("not understood: it is no text\n")
        : await replyTo({ argv, ...options.caller }, options.run, reading);
      if (reply === undefined) return;
      await writer.write(encoder.encode(String(reply.length)));
      if (await reading === undefined) return;
      await writer.write(reply);
      reading = read(reader);
    }
  } finally {
    options.signal.removeEventListener("abort", onAbort);
    reader.releaseLock();
    writer.releaseLock();
  }
}

async function read(reader: ReadableStreamBYOBReader): Promise<Uint8Array | undefined> {
  const { value, done } = await reader.read(new Uint8Array(MAX_CLASSIC_LINE));
  return done ? undefined : value;
}

/** Words are split at blanks; nothing is quoted. Undefined: no UTF-8. */
function wordsOf(line: Uint8Array): string[] | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(line).replace(/\r?\n$/, "");
    return text.split(/[ \t]+/).filter((word) => word !== "");
  } catch {
    return undefined;
  }
}

/** What a command has to say; undefined: the client has gone meanwhile. */
async function replyTo(
  asked: Asked,
  run: (asked: Asked) => MessagePort,
  next: Promise<Uint8Array | undefined>,
): Promise<Uint8Array | undefined> {
  if (asked.argv.length === 0) return encoder.encode("refused: no command is named\n");
  const port = run(asked);
  const say = (message: ToRunner) => port.postMessage(message);
  const inbox = new Inbox<FromRunner>(port);
  let gone = false;
  next.catch(() => undefined).then((bytes) => {
    if (bytes !== undefined) return;
    gone = true;
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
      port.close();
      if (gone) return undefined;
      if (message.type === "refused") return encoder.encode(`refused: ${message.message}\n`);
      const { reason, status, signal } = message.exit;
      if (isCut) pieces.push(encoder.encode("\n(cut off here: too long)\n"));
      else if (reason === "time" || reason === "idle") {
        pieces.push(encoder.encode("(it took too long)\n"));
      } else if (reason === "output") pieces.push(encoder.encode("\n(cut off here: too long)\n"));
      else if (held === 0) {
        pieces.push(encoder.encode(`(no output; ${signal ?? `status ${status}`})\n`));
      }
      return new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer());
    }
  }
}
