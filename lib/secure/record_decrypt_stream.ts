/**
 * Decrypts a stream of records. No byte of a record is passed on before its tag was verified, and the
 * stream ends at an authenticated end only.
 *
 * Twin: `record_encrypt_stream.ts`.
 *
 * @module
 */

import { ConnectionError } from "../errors.ts";
import type { DirectionKey } from "./key_schedule.ts";
import {
  MAX_RECORD_BYTES,
  notAuthentic,
  readRecordHeader,
  RECORD_HEADER_BYTES,
  RECORD_TAG_BYTES,
  RecordSequence,
  RecordType,
  type RecordTypeId,
} from "./record.ts";
import type { RecordCipher } from "./record_cipher.ts";

/** Bytes of the buffer that records are read into: room for a full one and the start of the next. */
const BUFFER_BYTES = 2 * (RECORD_HEADER_BYTES + MAX_RECORD_BYTES + RECORD_TAG_BYTES);
/** Bytes of the first buffer, which idle and rejected connections never exceed. */
const FIRST_BUFFER_BYTES = 8 * 1024;
/** From this length on reading several records at once gains little. */
const BULK_BYTES = 64 * 1024;
/** Bytes of a chunk for a reader without a buffer of its own. */
const DEFAULT_CHUNK = 64 * 1024;

/** Decrypts a stream of records. */
export class RecordDecryptStream {
  /** The content. A byte stream: `getReader({ mode: "byob" })` reads into the caller's buffer. */
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #reader: ReadableStreamBYOBReader;
  readonly #sequence: RecordSequence;
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_BUFFER_BYTES);
  #start = 0;
  #end = 0;
  /** State: the header of the current record; undefined between records. */
  #header: { type: RecordTypeId; length: number } | undefined;
  #ended = false;
  /** Verified content that has not been read yet. */
  #content: Uint8Array = new Uint8Array();

  /** Locks `readable` for good. */
  constructor(
    readable: ReadableStream<Uint8Array<ArrayBuffer>>,
    cipher: RecordCipher,
    key: DirectionKey,
    recordsPerKey?: number,
  ) {
    this.#reader = readable.getReader({ mode: "byob" });
    this.#sequence = new RecordSequence(cipher, key, recordsPerKey);
    const source: UnderlyingByteSource = {
      type: "bytes",
      autoAllocateChunkSize: DEFAULT_CHUNK,
      pull: async (controller) => {
        const request = controller.byobRequest!;
        const count = await this.#read(request.view as Uint8Array);
        if (count === 0) controller.close();
        request.respond(count);
      },
      cancel: (reason) => {
        this.#sequence.drop();
        return this.#reader.cancel(reason);
      },
    };
    this.readable = new ReadableStream(source, { highWaterMark: 0 });
  }

  /** Erases the key. */
  drop(): void {
    this.#sequence.drop();
  }

  /** Copies verified content to `view`. Resolves to its length; 0 at the authenticated end. */
  async #read(view: Uint8Array): Promise<number> {
    if (this.#content.length === 0 && !this.#ended) await this.#next();
    const part = this.#content.subarray(0, view.length);
    view.set(part);
    this.#content = this.#content.subarray(part.length);
    return part.length;
  }

  /** Reads and decrypts one record. */
  async #next(): Promise<void> {
    const { type, length } = await this.#nextHeader();
    const size = RECORD_HEADER_BYTES + length + RECORD_TAG_BYTES;
    while (this.#end - this.#start < size) await this.#fill(size);
    const header = this.#bytes.subarray(this.#start, this.#start + RECORD_HEADER_BYTES);
    const sealed = this.#bytes.subarray(this.#start + RECORD_HEADER_BYTES, this.#start + size);
    const { key, nonce } = await this.#sequence.next();
    try {
      this.#content = await key.open(nonce, header, sealed);
    } catch (cause) {
      this.#sequence.drop();
      throw notAuthentic(cause);
    }
    this.#start += size;
    this.#header = undefined;
    if (type === RecordType.end) {
      this.#ended = true;
      this.#sequence.drop();
    }
  }

  async #nextHeader(): Promise<{ type: RecordTypeId; length: number }> {
    while (this.#end - this.#start < RECORD_HEADER_BYTES) await this.#fill(RECORD_HEADER_BYTES);
    return this.#header ??= readRecordHeader(this.#bytes, this.#start);
  }

  /** Reads more bytes, up to `need` from the start. */
  async #fill(need: number): Promise<void> {
    if (this.#start === this.#end) this.#start = this.#end = 0;
    if (this.#start + need > this.#bytes.length) this.#makeRoom(need);
    const rest = this.#bytes.length - this.#end;
    // A long record is read up to the next header, so that the next record starts near the front.
    const want = need >= BULK_BYTES
      ? Math.min(need - (this.#end - this.#start) + RECORD_HEADER_BYTES, rest)
      : rest;
    const { value, done } = await this.#reader.read(
      new Uint8Array(this.#bytes.buffer, this.#end, want),
    );
    if (value) this.#bytes = new Uint8Array(value.buffer);
    if (done || value === undefined) {
      throw new ConnectionError(
        "cut",
        "Connection lost: it ended before the peer closed it",
      );
    }
    this.#end += value.length;
  }

  /** Moves the buffered bytes to the front, of the large buffer if this one is too small. */
  #makeRoom(need: number): void {
    const held = this.#bytes.subarray(this.#start, this.#end);
    if (need > this.#bytes.length) {
      const larger = new Uint8Array(BUFFER_BYTES);
      larger.set(held);
      this.#bytes = larger;
    } else {
      this.#bytes.copyWithin(0, this.#start, this.#end);
    }
    this.#end = held.length;
    this.#start = 0;
  }
}
