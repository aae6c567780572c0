/**
 * The exchange of the well-known exercise "a tiny ssh", server's side: the client sends a command line;
 * the server sends the answer's length in decimal digits; the client sends any acknowledgement; the
 * server sends the answer. Then follows the next command line. Nothing is authenticated, encrypted or
 * delimited: a command line ends at a line end, or before a silence. A web page can connect to this machine as well, so
 * the first message that is no command line, or is refused, ends the connection.
 *
 * @module
 */

import { settlesWithin } from "../../async.ts";
import { concatBytes } from "../../bytes.ts";
import { ProtocolError } from "../../errors.ts";
import type { Exit } from "../../frame/control.ts";
import { TelnetDecoder } from "../../line/telnet.ts";
import { MAX_CLASSIC_BYTES, MAX_CLASSIC_LINE, MESSAGE_SILENCE } from "../../limits.ts";
import type { Duplex } from "../../socket/duplex.ts";
import { read } from "../../socket/read.ts";
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

const LF = 0x0a;
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
  try {
    const messages = new ClassicReader(conn);
    for (let line; (line = await messages.message()) !== undefined;) {
      const argv = classicWords(line);
      // The next read begins now, because only a read tells that the client has disconnected.
      const arrived = messages.arrived();
      const reply = await replyTo({ argv, ...options.caller }, options.run, arrived);
      if (reply === undefined) return;
      await conn.write(encoder.encode(String(reply.bytes.length)));
      const acknowledgement = await messages.message();
      if (acknowledgement === undefined) return;
      // The rest of a longer one would be read as the next command line.
      assertClassicLength(acknowledgement);
      await conn.write(reply.bytes);
      if (reply.isLast) return;
    }
  } finally {
    options.signal.removeEventListener("abort", onAbort);
  }
}

/** Reads messages, whose Telnet commands are refused and left out. */
class ClassicReader {
  readonly #conn: Duplex;
  readonly #telnet = new TelnetDecoder({ since: "command" });
  #next: Promise<Uint8Array | undefined> | undefined;

  constructor(conn: Duplex) {
    this.#conn = conn;
  }

  /** Resolves once something has arrived, which remains to be read; to undefined at the end of the stream. */
  arrived(): Promise<Uint8Array | undefined> {
    return this.#next ??= this.#chunk();
  }

  /** Reads up to a line end, {@linkcode MESSAGE_SILENCE} milliseconds of silence, or too many bytes. */
  async message(): Promise<Uint8Array | undefined> {
    let bytes = await this.arrived();
    if (bytes === undefined) return undefined;
    this.#next = undefined;
    while (bytes.length <= MAX_CLASSIC_LINE && !bytes.includes(LF)) {
      const next = this.arrived();
      if (!await settlesWithin(next, MESSAGE_SILENCE)) break;
      const more = await next;
      if (more === undefined) break;
      this.#next = undefined;
      bytes = concatBytes([bytes, more]);
    }
    return bytes;
  }

  async #chunk(): Promise<Uint8Array | undefined> {
    while (true) {
      const chunk = await read(this.#conn, MAX_CLASSIC_LINE + 1);
      if (chunk === undefined) return undefined;
      // A chunk that is too long is rejected whole.
      if (chunk.length > MAX_CLASSIC_LINE) return chunk;
      const { data, answer } = this.#telnet.push(chunk);
      if (answer.length > 0) await this.#conn.write(answer);
      if (data.length > 0) return data;
    }
  }
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
