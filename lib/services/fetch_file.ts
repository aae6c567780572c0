/** The client of the classic file exchange. @module */

import type { Hasher } from "../digest/digest.ts";
import { ConnectionError, IntegrityError, ProtocolError, RefusedError } from "../errors.ts";
import { CLASSIC_ANSWER_TIMEOUT, MAX_FILE_BYTES, MAX_LINE_BYTES } from "../limits.ts";
import { shortAddress } from "../socket/address.ts";
import type { Duplex } from "../socket/duplex.ts";
import { gluedSizeDigits } from "./glued_answer.ts";
import { type Message, MessageReader } from "./message_reader.ts";

/** Digits of an MD5 in hexadecimal. */
const MD5_DIGITS = 32;

/** The destination of a file's content. */
export interface FileSink {
  /** Takes a chunk, whose buffer is reused afterwards. */
  write(chunk: Uint8Array): Promise<void> | void;
}

/** The error for a request without an answer. Another connection can fetch other files. */
export class NoAnswerError extends ConnectionError {}

/** Options of {@linkcode FileFetcher}. */
export interface FileFetcherOptions {
  /** Calls back after a number of milliseconds; returns a function that cancels it. @default {setTimeout} */
  after?: (milliseconds: number, act: () => void) => () => void;
  /** Milliseconds to wait for the answer to `get NAME`. @default {CLASSIC_ANSWER_TIMEOUT} */
  answerTimeout?: number;
}

/**
 * Fetches files one after the other over one connection.
 *
 * ```ts
 * import { FileFetcher } from "./fetch_file.ts";
 * import { files } from "./files.ts";
 * import { md5 } from "../digest/md5.ts";
 * import { memoryPair } from "../socket/memory_pair.ts";
 * import { assert } from "@std/assert";
 * const { connection } = files.start({ folder: Deno.realPathSync("docs") });
 * const [here, there] = memoryPair();
 * const served = connection(there, { signal: new AbortController().signal, log() {} });
 * let count = 0;
 * const write = (chunk: Uint8Array) => void (count += chunk.length);
 * await new FileFetcher(here).fetch("list", md5.create(), () => ({ write }));
 * assert(count > 0);
 * await here.closeWrite();
 * await served;
 * ```
 */
export class FileFetcher {
  readonly #conn: Duplex;
  readonly #reader: MessageReader;
  readonly #answerTimeout: number;

  /** Nothing else may read from the connection or write to it meanwhile. */
  constructor(conn: Duplex, options: FileFetcherOptions = {}) {
    this.#conn = conn;
    this.#reader = new MessageReader(conn, options);
    this.#answerTimeout = options.answerTimeout ?? CLASSIC_ANSWER_TIMEOUT;
  }

  /**
   * Fetches what `request` names: `get NAME`, or `list`.
   *
   * @param hasher MD5.
   * @param begin Called with the size before the content is requested.
   * @returns the MD5 of the content that was written, in lower-case hexadecimal.
   * @throws {RefusedError} if the server's answer is not a number.
   * @throws {IntegrityError} if the MD5 differs.
   * @throws {ConnectionError} code `cut` if the connection ends early, `timeout` without bytes.
   * @throws {NoAnswerError} code `timeout` if the server does not answer the request.
   * @throws {ProtocolError} if the size is too large or what follows the content is not an MD5.
   */
  async fetch(
    request: string,
    hasher: Hasher,
    begin: (size: number) => Promise<FileSink> | FileSink,
  ): Promise<string> {
    // With a line end sluice answers at once; programs of the exercise remove it.
    await this.#say(`${request}\n`);
    const { size, hasContent } = await this.#size(request);
    const sink = await begin(size);
    if (!hasContent) await this.#say("ok\n");
    for await (const chunk of this.#reader.exactly(size, JSON.stringify(request))) {
      hasher.update(chunk);
      await sink.write(chunk);
    }
    let theirs = "";
    for await (const chunk of this.#reader.exactly(MD5_DIGITS, "the MD5")) {
      theirs += new TextDecoder("latin1").decode(chunk);
    }
    if (!/^[0-9a-f]{32}$/i.test(theirs)) {
      throw new ProtocolError(
        `the server sent ${JSON.stringify(theirs)} where an MD5 was expected`,
      );
    }
    const mine = hasher.digest();
    if (mine === theirs.toLowerCase()) return mine;
    const text = `${
      JSON.stringify(request)
    } is damaged: its MD5 differs from the server's; try again`;
    throw new IntegrityError("digest_mismatch", text);
  }

  /** Reads the size, and whether the content follows without an acknowledgement. */
  async #size(request: string): Promise<{ size: number; hasContent: boolean }> {
    const answer = await this.#answer(request);
    const text = answer.text.trim();
    if (/^\d{1,16}$/.test(text) && this.#reader.buffered === 0) {
      return { size: checkedSize(text), hasContent: false };
    }
    this.#reader.unread(answer);
    const bytes = await this.#reader.peek(/^\d/.test(text) ? MAX_LINE_BYTES : 0);
    const digits = gluedSizeDigits(bytes, bytes.length < MAX_LINE_BYTES);
    if (digits === undefined) {
      const words = new TextDecoder().decode(this.#reader.discard()).trim();
      throw new RefusedError("refused", refusal(request, words), { remote: true });
    }
    const size = checkedSize(new TextDecoder().decode(this.#reader.skip(digits)));
    return { size, hasContent: true };
  }

  async #answer(request: string): Promise<Message> {
    // Only sluice answers a list, and a large one takes time.
    const timeout = request === "list" ? Infinity : this.#answerTimeout;
    let answer: Message | undefined;
    try {
      answer = await this.#reader.next(timeout);
    } catch (error) {
      if (!(error instanceof ConnectionError) || error.code !== "timeout") throw error;
      const text = `${error.message} to ${JSON.stringify(request)}; it may not have this file`;
      throw new NoAnswerError("timeout", text, { cause: error });
    }
    if (answer !== undefined) return answer;
    throw new ConnectionError(
      "cut",
      `Connection lost: ${shortAddress(this.#conn.remoteAddr)} closed it without an answer`,
    );
  }

  async #say(text: string): Promise<void> {
    await this.#conn.write(new TextEncoder().encode(text));
  }
}

function checkedSize(digits: string): number {
  const size = Number(digits);
  if (size > MAX_FILE_BYTES) {
    throw new ProtocolError(
      `The server announced ${digits} bytes, more than a file can have`,
      "limit",
    );
  }
  return size;
}

/** The message for an answer that is not a size. */
function refusal(request: string, answer: string): string {
  const why = answer.replace(/^error: /, "") || "the answer is empty";
  return `The server refused ${JSON.stringify(request)}: ${why}`;
}
