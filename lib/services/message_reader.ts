/** Reads the messages of a protocol without message boundaries. @module */

import { systemAfter } from "../async.ts";
import { concatBytes } from "../bytes.ts";
import { ConnectionError, ProtocolError } from "../errors.ts";
import { TelnetDecoder } from "../line/telnet.ts";
import { MAX_LINE_BYTES, MESSAGE_SILENCE } from "../limits.ts";
import { shortAddress } from "../socket/address.ts";
import { ChunkReader } from "../socket/chunk_reader.ts";
import type { Duplex } from "../socket/duplex.ts";
import { withUnread } from "../socket/with_unread.ts";

const LF = 0x0a;
const CR = 0x0d;
/** Bytes of the first read, which an idle connection keeps, and of the largest one. */
const FIRST_READ = 1024;
const LARGEST_READ = 16 * 1024;
/**
 * Waits that make up one silence. After a pause of the whole program the first of them ends late, and
 * what has arrived meanwhile is read before the others end.
 */
const SLICES = 3;

/** A message, which ends at a line end, before a silence, or at the end of the stream. */
export interface Message {
  /** The bytes as they arrived, with their line end if there is one. */
  readonly bytes: Uint8Array;
  /** The text without its line end (LF or CR LF). Bytes that are not UTF-8 become U+FFFD. */
  readonly text: string;
  /** What ended it. */
  readonly ending: "line" | "silence" | "end";
}

/** Options of {@linkcode MessageReader}. */
export interface MessageReaderOptions {
  /** Bytes of a message at most, its line end not counted. @default {MAX_LINE_BYTES} */
  most?: number;
  /** Milliseconds without a byte after which an unfinished line is complete. @default {MESSAGE_SILENCE} */
  silence?: number;
  /**
   * For a peer that may be a Telnet client: sends the refusal of what the client requests. The client's
   * commands are no part of a message. Absent: every byte is part of one.
   */
  refuse?: (answer: Uint8Array) => void;
  /** Calls back after a number of milliseconds; returns a function that cancels it. @default {setTimeout} */
  after?: (milliseconds: number, act: () => void) => () => void;
}

/**
 * Reads the messages of people and of programs that send lines, and of programs that send no line ends and
 * take the result of one read for a message. A stream has no messages, so bytes are collected until a line
 * end, or until nothing has arrived for a moment. A line end that arrives after that moment belongs to the
 * message before it.
 *
 * ```ts
 * import { MessageReader } from "./message_reader.ts";
 * import { memoryPair } from "../socket/memory_pair.ts";
 * import { writeAll } from "../socket/write_all.ts";
 * import { assertEquals } from "@std/assert";
 * const [here, there] = memoryPair();
 * const messages = new MessageReader(there);
 * await writeAll(here, "get a");
 * await writeAll(here, ".txt\r\nok");
 * assertEquals((await messages.next())?.text, "get a.txt");
 * assertEquals((await messages.next())?.text, "ok");
 * ```
 */
export class MessageReader {
  readonly #conn: Duplex;
  readonly #reader: ChunkReader;
  readonly #most: number;
  readonly #silence: number;
  readonly #after: NonNullable<MessageReaderOptions["after"]>;
  readonly #refuse: MessageReaderOptions["refuse"];
  readonly #telnet = new TelnetDecoder({ since: "command" });
  #held: Uint8Array = new Uint8Array();
  #pending: Promise<Uint8Array | undefined> | undefined;
  #readSize = FIRST_READ;
  #ended = false;
  /** Whether an empty line would only be the end of the previous message. */
  #afterSilence = false;

  /** Nothing else may read from the connection until {@linkcode MessageReader.release}. */
  constructor(conn: Duplex, options: MessageReaderOptions = {}) {
    const { most = MAX_LINE_BYTES, silence = MESSAGE_SILENCE, after = systemAfter } = options;
    this.#conn = conn;
    this.#reader = new ChunkReader(conn);
    this.#most = most;
    this.#silence = silence;
    this.#after = after;
    this.#refuse = options.refuse;
  }

  /** The number of bytes that have arrived and belong to no message yet. */
  get buffered(): number {
    return this.#held.length;
  }

  /** Whether the peer has sent a Telnet command. The byte 255 must be doubled for it. */
  get isTelnet(): boolean {
    return this.#telnet.isKnown;
  }

  /**
   * Reads a message; undefined at the end of the stream.
   *
   * @param timeout Milliseconds to wait for its first byte. @default {Infinity}
   * @throws {ProtocolError} code `limit` if it is too long.
   * @throws {ConnectionError} code `timeout` if nothing arrives in time, `cut` if the connection fails.
   */
  async next(timeout = Infinity): Promise<Message | undefined> {
    while (true) {
      const line = this.#line();
      if (line !== undefined) return line;
      if (this.#held.length === 0) {
        const filled = await this.#fill(timeout);
        if (filled === "silence") throw this.#noAnswer(timeout);
        if (filled === "end" && this.#held.length === 0) return undefined;
        continue;
      }
      const filled = await this.#fill(this.#silence);
      if (filled === "bytes") continue;
      const rest = this.#take(this.#held.length, filled);
      // A lone CR is the first half of a late line end.
      if (rest.text !== "" || !this.#afterSilence) {
        this.#afterSilence = filled === "silence";
        return rest;
      }
    }
  }

  /** Yields the lines that have arrived already. @throws {ProtocolError} code `limit`, as `next`. */
  *ready(): Generator<Message, void, void> {
    for (let line; (line = this.#line()) !== undefined;) yield line;
  }

  /**
   * Waits until a number of bytes have arrived, and resolves to them and all that came with them; to fewer
   * before a silence or the end of the stream. They remain to be read.
   */
  async peek(length: number): Promise<Uint8Array> {
    while (this.#held.length < length && await this.#fill(this.#silence) === "bytes");
    return this.#held.slice();
  }

  /** Puts the bytes of a message back in front of those that follow. */
  unread({ bytes }: Message): void {
    this.#held = concatBytes([bytes, this.#held]);
  }

  /** Discards what has arrived; returns it. */
  discard(): Uint8Array {
    return this.skip(this.#held.length);
  }

  /** Discards bytes that have arrived; returns them. */
  skip(length: number): Uint8Array {
    const bytes = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    this.#afterSilence = false;
    return bytes;
  }

  /**
   * Yields exactly `length` bytes in pieces, each valid until the next one.
   *
   * @param what The content, for the error's text: `"a.txt"`.
   * @throws {ConnectionError} code `cut` if the stream ends before.
   */
  async *exactly(length: number, what: string): AsyncGenerator<Uint8Array> {
    let left = length;
    // A read that a silence has left pending is completed first.
    if (left > this.#held.length && this.#pending !== undefined) await this.#fill(Infinity);
    const held = this.skip(left);
    left -= held.length;
    if (held.length > 0) yield held;
    if (left > 0) yield* this.#reader.exactly(left, what);
  }

  /**
   * The connection from the first byte that belongs to no message. Everything that follows the last message
   * is read from it, also what has arrived already.
   */
  release(): Duplex {
    const pending = this.#pending;
    const held = this.#held;
    if (pending === undefined && held.length === 0) return this.#conn;
    const unread = pending === undefined
      ? Promise.resolve(held)
      : pending.then((more) => more && concatBytes([held, more]));
    return withUnread(this.#conn, unread);
  }

  /** The next complete line of the bytes that have arrived. */
  #line(): Message | undefined {
    while (true) {
      const end = this.#held.indexOf(LF);
      if (end < 0) {
        this.#check(this.#held);
        return undefined;
      }
      const line = this.#take(end + 1, "line");
      const isLate = this.#afterSilence && line.text === "";
      this.#afterSilence = false;
      if (!isLate) return line;
    }
  }

  #take(length: number, ending: Message["ending"]): Message {
    const bytes = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    const line = withoutEnd(bytes);
    this.#check(line);
    return { bytes, text: new TextDecoder().decode(line), ending };
  }

  #check(line: Uint8Array): void {
    // One more for the CR of the line end.
    if (line.length <= this.#most + (line.at(-1) === CR ? 1 : 0)) return;
    throw new ProtocolError(`A line is longer than ${this.#most} bytes`, "limit");
  }

  /** Adds what the next read brings, or returns after a time without a byte. The read goes on then. */
  async #fill(silence: number): Promise<"bytes" | "silence" | "end"> {
    if (this.#ended) return "end";
    this.#pending ??= this.#read();
    const chunk = silence === Infinity
      ? await this.#pending
      : await this.#orSilence(this.#pending, silence);
    if (chunk === "silence") return chunk;
    this.#pending = undefined;
    if (chunk === undefined) {
      this.#ended = true;
      this.#held = concatBytes([this.#held, this.#telnet.rest()]);
      return "end";
    }
    this.#held = concatBytes([this.#held, this.#withoutCommands(chunk)]);
    if (chunk.length === this.#readSize) {
      this.#readSize = Math.min(this.#readSize * 4, LARGEST_READ);
    }
    return "bytes";
  }

  #withoutCommands(chunk: Uint8Array): Uint8Array {
    if (this.#refuse === undefined) return chunk;
    const { data, answer } = this.#telnet.push(chunk);
    if (answer.length > 0) this.#refuse(answer);
    return data;
  }

  #read(): Promise<Uint8Array | undefined> {
    const reading = this.#reader.next(this.#readSize);
    // After a silence the read may fail while no call waits for it; the next call throws.
    reading.catch(() => {});
    return reading;
  }

  async #orSilence<T>(reading: Promise<T>, silence: number): Promise<T | "silence"> {
    const { promise, resolve } = Promise.withResolvers<"silence">();
    let cancel = () => {};
    const wait = (slices: number) => {
      cancel = this.#after(
        Math.floor(silence / SLICES),
        () => slices > 1 ? wait(slices - 1) : resolve("silence"),
      );
    };
    wait(SLICES);
    try {
      return await Promise.race([reading, promise]);
    } finally {
      cancel();
    }
  }

  #noAnswer(timeout: number): ConnectionError {
    const peer = shortAddress(this.#conn.remoteAddr);
    return new ConnectionError("timeout", `No answer from ${peer} within ${timeout / 1000} s`);
  }
}

function withoutEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  if (bytes[end - 1] === LF) end--;
  if (bytes[end - 1] === CR) end--;
  return bytes.subarray(0, end);
}
