/**
 * The exchange of the well-known exercise "a tiny ssh", server's side: the client sends a command line;
 * the server sends the answer's length in decimal digits; the client sends any acknowledgement; the
 * server sends the answer. Then follows the next command line. Nothing is authenticated, encrypted or
 * delimited: a command line is what one read yields. A web page can connect to this machine as well, so
 * the first chunk that is no command line, or is refused, ends the connection.
 *
 * @module
 */

import { concatBytes } from "../../bytes.ts";
import { ProtocolError } from "../../errors.ts";
import type { Exit } from "../../frame/control.ts";
import { TelnetDecoder } from "../../line/telnet.ts";
import { MAX_CLASSIC_BYTES, MAX_CLASSIC_LINE } from "../../limits.ts";
import type { Duplex } from "../../socket/duplex.ts";
import { costOf } from "../cost.ts";
import { Inbox } from "../inbox.ts";
import type { FromRunner, ToRunner } from "../message.ts";
import type { RunRequest } from "../run_request.ts";
import { assertClassicLength, classicWords } from "./classic_line.ts";

/** Options of {@linkcode answerClassic}. */
export interface ClassicAnswerOptions {
  /** The client's address. */
  caller: Pick<RunRequest, "peer" | "source" | "who">;
  /** Passes a request on; the runner answers over the port. */
  run(request: RunRequest): MessagePort;
  /** Ends the connection. */
  signal: AbortSignal;
}

const encoder = new TextEncoder();

/**
 * Answers commands until the client disconnects, or a command was refused.
 *
 * @throws {ConnectionError} if the client disconnects in the middle.
 * @throws {ProtocolError} if the client speaks another protocol.
 */
export async function answerClassic(conn: Duplex, options: ClassicAnswerOptions): Promise<void> {
  const onAbort = () => conn.abort(options.signal.reason);
  options.signal.addEventListener("abort", onAbort);
  const reader = conn.readable.getReader({ mode: "byob" });
  const writer = conn.writable.getWriter();
  try {
    const read = readerOf(reader, writer);
    for (let line; (line = await read()) !== undefined;) {
      const argv = classicWords(line);
      // The next read begins now, because only a read tells that the client has disconnected.
      const reading = read();
      const reply = await replyTo({ argv, ...options.caller }, options.run, reading);
      if (reply === undefined) return;
      await writer.write(encoder.encode(String(reply.bytes.length)));
      const acknowledgement = await reading;
      if (acknowledgement === undefined) return;
      // The rest of a longer one would be read as the next command line.
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

/** Makes a function that reads the next chunk, whose Telnet commands are refused and left out. */
function readerOf(
  reader: ReadableStreamBYOBReader,
  writer: WritableStreamDefaultWriter<Uint8Array>,
): () => Promise<Uint8Array | undefined> {
  const telnet = new TelnetDecoder({ since: "command" });
  return async () => {
    while (true) {
      const { value, done } = await reader.read(new Uint8Array(MAX_CLASSIC_LINE + 1));
      if (done) return undefined;
      // A chunk that is too long is rejected whole.
      if (value.length > MAX_CLASSIC_LINE) return value;
      const { data, answer } = telnet.push(value);
      if (answer.length > 0) await writer.write(answer);
      if (data.length > 0) return data;
    }
  };
}

/** An answer. */
interface Reply {
  bytes: Uint8Array;
  /** Whether the connection ends after it. */
  isLast: boolean;
}

function refusal(why: string): Reply {
  return { bytes: encoder.encode(`refused: ${why}\n`), isLast: true };
}

/**
 * Runs a command and collects its output; undefined where the client has disconnected meanwhile.
 *
 * @throws {ProtocolError} if the client acknowledges a length before it was sent.
 */
async function replyTo(
  request: RunRequest,
  run: (request: RunRequest) => MessagePort,
  next: Promise<Uint8Array | undefined>,
): Promise<Reply | undefined> {
  if (request.argv.length === 0) return refusal("no command is named");
  const port = run(request);
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
        throw new ProtocolError("the client answered before it was told the length");
      }
      if (message.type === "refused") return refusal(message.message);
      const note = isCut ? CUT : noteOf(message.exit, held);
      return { bytes: concatBytes([...pieces, encoder.encode(note)]), isLast: false };
    }
  }
}

const CUT = "\n(truncated: too long)\n";

/** What the answer says of the command's end; the exchange has no other place for it. */
function noteOf({ reason, status, signal }: Exit, held: number): string {
  if (reason === "time" || reason === "idle") return "(timed out)\n";
  if (reason === "output") return CUT;
  return held === 0 ? `(no output; ${signal ?? `status ${status}`})\n` : "";
}
