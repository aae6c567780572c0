/** The client of the classic file exchange. @module */

import type { Hasher } from "../digest/digest.ts";
import { ConnectionError, IntegrityError, ProtocolError, RefusedError } from "../errors.ts";
import { MAX_FILE_BYTES, MAX_LINE_BYTES } from "../limits.ts";
import { ChunkReader } from "../socket/chunk_reader.ts";
import { shortAddress } from "../socket/address.ts";
import type { Duplex } from "../socket/duplex.ts";

/** Digits of an MD5 in hexadecimal. */
const MD5_DIGITS = 32;

/** The destination of a file's content. */
export interface FileSink {
  /** Takes a chunk, whose buffer is reused afterwards. */
  write(chunk: Uint8Array): Promise<void> | void;
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
  readonly #reader: ChunkReader;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;

  /** Locks both directions of the connection. */
  constructor(conn: Duplex) {
    this.#conn = conn;
    this.#reader = new ChunkReader(conn);
    this.#writer = conn.writable.getWriter();
  }

  /**
   * Fetches what `request` names: `get NAME`, or `list`.
   *
   * @param hasher MD5.
   * @param begin Called with the size before the content is requested.
   * @returns the MD5 of the content that was written, in lower-case hexadecimal.
   * @throws {RefusedError} if the server's answer is not a number.
   * @throws {IntegrityError} if the MD5 differs.
   * @throws {ConnectionError} code `cut` if the connection ends early.
   * @throws {ProtocolError} if the size is too large or what follows the content is not an MD5.
   */
  async fetch(
    request: string,
    hasher: Hasher,
    begin: (size: number) => Promise<FileSink> | FileSink,
  ): Promise<string> {
    await this.#say(request);
    const size = await this.#size(request);
    const sink = await begin(size);
    await this.#say("ok");
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

  /** Reads the size, which has no delimiter: one read has to return all of it. */
  async #size(request: string): Promise<number> {
    const chunk = await this.#reader.next(MAX_LINE_BYTES);
    if (chunk === undefined) {
      throw new ConnectionError(
        "cut",
        `Connection lost: ${shortAddress(this.#conn.remoteAddr)} closed it without an answer`,
      );
    }
    const answer = new TextDecoder().decode(chunk).trim();
    if (!/^\d{1,16}$/.test(answer)) {
      throw new RefusedError("refused", refusal(request, answer), { remote: true });
    }
    const size = Number(answer);
    if (size > MAX_FILE_BYTES) {
      throw new ProtocolError(
        `The server announced ${answer} bytes, more than a file can have`,
        "limit",
      );
    }
    return size;
  }

  async #say(text: string): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(text));
  }

  /** Releases the locks on both directions. */
  release(): void {
    this.#reader.release();
    this.#writer.releaseLock();
  }
}

/** The message for an answer that is not a size. */
function refusal(request: string, answer: string): string {
  const why = answer.replace(/^error: /, "") || "the answer is empty";
  return `The server refused ${JSON.stringify(request)}: ${why}`;
}
