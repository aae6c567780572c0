/**
 * The classic exercise of fetching files over a socket.
 *
 * The client sends `get NAME`. The server answers with the size in decimal digits, waits for any
 * acknowledgement, sends the content and then the 32 hexadecimal digits of its MD5. More requests may
 * follow. An answer that is not a number is an error message. A request with a line end is answered with
 * a line end after the size or the error; one without is answered without, as in the exercise.
 *
 * The end of the client's direction, and a further request, count as the acknowledgement.
 *
 * Two requests are extensions: `list` is answered like a file, with a line `SIZE TAB NAME` for each file
 * and a last line `# …` if names are left out. `framed DIGEST NAME` is answered with `framed` and LF,
 * and the file follows in sluice's own protocol (PROTOCOL.md).
 *
 * @module
 */

import { md5 } from "../digest/md5.ts";
import { ProtocolError, RefusedError } from "../errors.ts";
import { leftOut } from "../file/source/not_utf8.ts";
import { SharedFolder } from "../file/shared_folder.ts";
import type { Duplex } from "../socket/duplex.ts";
import type { ServiceContext } from "../socket/serve.ts";
import { type Message, MessageReader } from "./message_reader.ts";
import { refuseBy } from "./refuse_by.ts";
import { SERVICE_PORTS } from "./ports.ts";
import type { FolderOptions, FramedSender, ServesConnections, Service } from "./service.ts";

/** Files and folders of a list at most. */
const MAX_LISTED = 10_000;
/** What a client sends instead of an acknowledgement if it does not wait for the answer. */
const REQUEST = /^(get|framed) +\S|^list$/;

/** The answer to one request. */
interface Content {
  size: number;
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  close(): void;
}

/** A request for the framed protocol, and the connection that it goes on over. */
interface FramedTask {
  conn: Duplex;
  digest: string;
  name: string;
}

/** Serves the requests of one connection. */
class Conversation {
  readonly #folder: SharedFolder;
  readonly #conn: Duplex;
  readonly #messages: MessageReader;

  constructor(folder: SharedFolder, conn: Duplex) {
    this.#folder = folder;
    this.#conn = conn;
    this.#messages = new MessageReader(conn, { refuse: refuseBy(conn) });
  }

  /** Serves until the peer ends its direction, or requests the framed protocol: returns that request. */
  async run(context: ServiceContext): Promise<FramedTask | undefined> {
    try {
      return await this.#serve(context);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      context.log(`${this.#conn.remoteAddr}: ${error.message}`);
      await this.#say(`error: ${error.message}\n`);
    }
  }

  async #serve({ log, signal }: ServiceContext): Promise<FramedTask | undefined> {
    let request: Message | undefined;
    while ((request ??= await this.#messages.next()) !== undefined) {
      const { text } = request;
      const end = request.ending === "line" ? "\n" : "";
      request = undefined;
      const [, verb, rest = ""] = /^(\S*)(?: +(.*))?$/s.exec(text) ?? [];
      try {
        if (verb === "framed") return await this.#framed(rest);
        const content = await this.#content(verb!, rest, signal);
        request = await this.#send(content, end);
        log(`${this.#conn.remoteAddr}: sent ${rest || verb}`);
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        log(`${this.#conn.remoteAddr}: refused ${text}: ${error.message}`);
        await this.#say(`error: ${error.message}${end}`);
      }
    }
  }

  async #framed(rest: string): Promise<FramedTask> {
    const [, digest, name] = /^(\w+) (.+)$/.exec(rest) ?? [];
    if (digest === undefined) {
      throw new RefusedError("refused", "Expected: framed DIGEST NAME");
    }
    (await this.#folder.open(name!)).close();
    await this.#say("framed\n");
    return { conn: this.#messages.release(), digest, name: name! };
  }

  async #content(verb: string, rest: string, signal: AbortSignal): Promise<Content> {
    if (verb === "list") return await listing(this.#folder, signal);
    if (verb !== "get" || rest === "") throw new RefusedError("refused", "Expected: get NAME");
    const file = await this.#folder.open(rest);
    return { size: file.size, chunks: file.chunks(), close: () => file.close() };
  }

  /** Sends a file, and returns the request that came instead of the acknowledgement. */
  async #send({ size, chunks, close }: Content, end: string): Promise<Message | undefined> {
    try {
      await this.#say(`${size}${end}`);
      const acknowledgement = await this.#messages.next();
      const hasher = md5.create();
      for await (const chunk of chunks) {
        hasher.update(chunk);
        await this.#conn.write(chunk);
      }
      await this.#say(hasher.digest());
      return acknowledgement && REQUEST.test(acknowledgement.text) ? acknowledgement : undefined;
    } finally {
      close();
    }
  }

  async #say(text: string): Promise<void> {
    await this.#conn.write(new TextEncoder().encode(text));
  }
}

async function listing(folder: SharedFolder, signal: AbortSignal): Promise<Content> {
  let text = "";
  let notUtf8 = 0;
  const onNotUtf8 = (count: number) => void (notUtf8 += count);
  for await (const { path, size } of folder.walk({ most: MAX_LISTED, signal, onNotUtf8 })) {
    text += `${size}\t${path}\n`;
  }
  if (notUtf8 > 0) text += `# ${leftOut(notUtf8)}\n`;
  const bytes = new TextEncoder().encode(text);
  return { size: bytes.length, chunks: [bytes], close: () => {} };
}

async function serveFiles(
  folder: SharedFolder,
  framed: FramedSender | undefined,
  conn: Duplex,
  context: ServiceContext,
): Promise<void> {
  const request = await new Conversation(folder, conn).run(context);
  if (request === undefined) return;
  if (framed === undefined) throw new TypeError("serve files: no framed protocol here");
  const { conn: rest, ...wanted } = request;
  await framed(rest, { ...wanted, signal: context.signal });
}

/** Options of {@linkcode files}. */
export interface FilesOptions extends FolderOptions {
  /** Sends a file in sluice's own protocol. Such requests fail if absent. */
  framed?: FramedSender;
}

/**
 * Serves the files of a folder by the classic exchange.
 *
 * ```ts
 * import { files } from "./files.ts";
 * import { FileFetcher } from "./fetch_file.ts";
 * import { md5 } from "../digest/md5.ts";
 * import { memoryPair } from "../socket/memory_pair.ts";
 * import { assert } from "@std/assert";
 * const { connection } = files.start({ folder: Deno.realPathSync("docs") });
 * const [here, there] = memoryPair();
 * const served = connection(there, { signal: new AbortController().signal, log() {} });
 * let text = "";
 * const write = (chunk: Uint8Array) => void (text += new TextDecoder().decode(chunk));
 * await new FileFetcher(here).fetch("get README.md", md5.create(), () => ({ write }));
 * assert(text.startsWith("# Documentation"));
 * await here.closeWrite();
 * await served;
 * ```
 */
export const files: Service<FilesOptions, ServesConnections> = {
  name: "files",
  summary: "hands out the files of a folder, each with its MD5",
  port: SERVICE_PORTS.files,
  transports: ["tcp"],
  options: ["folder", "hidden", "follow"],
  start({ folder, framed, hidden, follow }) {
    // The table of services has a type in which the folder is optional.
    if (folder === undefined) throw new TypeError("start files: no folder");
    const shared = new SharedFolder(folder, { hidden, follow });
    return { connection: (conn, context) => serveFiles(shared, framed, conn, context) };
  },
};
