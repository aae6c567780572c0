/**
 * Decodes a stream of bytes into frames. Content is read straight into a pooled buffer; small frames come
 * many at a time from one read.
 *
 * Twin: `frame_encode_stream.ts`.
 *
 * @module
 */

import { MAX_CONTROL_BYTES, MAX_DATA_BYTES, POOL_BUFFERS } from "../limits.ts";
import { ConnectionError } from "../errors.ts";
import { type FrameHeader, type FrameTypeId, HEADER_BYTES, readHeader } from "./frame.ts";

/** Bytes of a pooled buffer: room for a full data frame with its header, and for a control frame. */
const BUFFER_BYTES = MAX_DATA_BYTES + MAX_CONTROL_BYTES;
/** Bytes of the first buffer, for idle connections and peers that are not authenticated yet. */
const FIRST_BUFFER_BYTES = 8 * 1024;
/** Bytes of the buffer for discarded bytes. */
const SCRAP_BYTES = 64 * 1024;
/** From this length on the next frame is probably a large one too, and is read into a buffer of its own. */
const BULK_BYTES = 256 * 1024;

/** One frame. */
export interface Frame {
  /** Its type. */
  type: FrameTypeId;
  /** Its payload. Valid until the next call of {@linkcode FrameDecodeStream.next}, unless it is kept. */
  payload: Uint8Array;
  /** Keeps the payload valid until the returned function is called, once. */
  keep(): () => void;
}

/**
 * Decodes a stream of bytes into frames.
 *
 * ```ts
 * import { FrameDecodeStream } from "./frame_decode_stream.ts";
 * import { FrameEncodeStream } from "./frame_encode_stream.ts";
 * import { FrameType } from "./frame.ts";
 * import { memoryPair } from "../socket/memory_pair.ts";
 * import { assertEquals } from "@std/assert";
 * const [here, there] = memoryPair();
 * const encode = new FrameEncodeStream(here.writable);
 * await encode.control(FrameType.want, { id: 0, offset: 0 });
 * await encode.flush();
 * const frame = await new FrameDecodeStream(there.readable).next();
 * assertEquals(frame?.type, FrameType.want);
 * ```
 */
export class FrameDecodeStream {
  readonly #reader: ReadableStreamBYOBReader;
  readonly #free: ArrayBuffer[] = [];
  #buffers = 0;
  #reading: Promise<unknown> = Promise.resolve();
  #released: (() => void) | undefined;
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_BUFFER_BYTES);
  #start = 0;
  #end = 0;
  #kept = false;
  #bulk = false;
  /** State: the header of the current frame; undefined between frames. */
  #header: FrameHeader | undefined;

  /** Locks the stream for good. */
  constructor(readable: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.#reader = readable.getReader({ mode: "byob" });
  }

  /**
   * Reads exactly `count` bytes: the preface.
   *
   * @throws {ConnectionError} code `cut` if the stream ends before.
   */
  async raw(count: number): Promise<Uint8Array> {
    while (this.#end - this.#start < count) {
      if (!await this.#fill(count)) throw this.#cut("the first bytes");
    }
    return this.#consume(count);
  }

  /**
   * Resolves to the next frame, or to undefined if the stream ends between two frames.
   *
   * @throws {ProtocolError} if a header is not valid.
   * @throws {ConnectionError} code `cut` if the stream ends inside a frame.
   */
  async next(): Promise<Frame | undefined> {
    if (this.#kept) await this.#change();
    for (;;) {
      const frame = this.held();
      if (frame) return frame;
      const need = this.#header?.length ?? HEADER_BYTES;
      if (!await this.#fill(need)) {
        if (this.#header === undefined && this.#start === this.#end) return undefined;
        throw this.#cut(this.#header ? "a frame's payload" : "a frame's header");
      }
    }
  }

  /** Whether the header of the next frame is buffered already, so that reading on will not wait long. */
  get ready(): boolean {
    return this.#header !== undefined || this.#end - this.#start >= HEADER_BYTES;
  }

  /** Reads and discards the rest of the stream. */
  async discard(): Promise<void> {
    await this.#reading;
    const scrap = new ArrayBuffer(SCRAP_BYTES);
    for (let bytes = new Uint8Array(scrap);;) {
      const { value, done } = await this.#reader.read(bytes);
      if (done || value === undefined) return;
      bytes = new Uint8Array(value.buffer);
    }
  }

  /** The next frame if it is buffered completely. Otherwise undefined, and {@linkcode FrameDecodeStream.next} waits. */
  held(): Frame | undefined {
    if (this.#kept) return undefined;
    if (this.#header === undefined) {
      if (this.#end - this.#start < HEADER_BYTES) return undefined;
      this.#header = readHeader(this.#bytes, this.#start);
      this.#consume(HEADER_BYTES);
    }
    const { type, length } = this.#header;
    if (this.#end - this.#start < length) return undefined;
    this.#header = undefined;
    this.#bulk = length >= BULK_BYTES;
    const payload = this.#consume(length);
    return { type, payload, keep: () => this.#keep() };
  }

  /** Takes the next `count` buffered bytes. */
  #consume(count: number): Uint8Array {
    const bytes = this.#bytes.subarray(this.#start, this.#start + count);
    this.#start += count;
    return bytes;
  }

  /** Reads more bytes, up to `need`. Resolves to false at the end of the stream. */
  async #fill(need: number): Promise<boolean> {
    const held = this.#end - this.#start;
    // A small buffer that was filled is too small for the traffic: many small frames.
    const isFull = this.#end === this.#bytes.length && this.#end < BUFFER_BYTES;
    if (held === 0) this.#start = this.#end = 0;
    if (isFull) await this.#makeRoom(BUFFER_BYTES);
    else if (this.#start + need > this.#bytes.length) await this.#makeRoom(need);
    // After a large frame this one is read up to the next header, so that the next large payload starts
    // at the front of a buffer of its own. Otherwise as much as fits.
    const want = this.#bulk && this.#header
      ? Math.min(need - held + HEADER_BYTES, this.#bytes.length - this.#end)
      : this.#bytes.length - this.#end;
    const { buffer } = this.#bytes;
    const read = this.#reader.read(new Uint8Array(buffer, this.#end, want));
    this.#reading = read.catch(() => {});
    const { value, done } = await read;
    if (value === undefined) return false;
    this.#bytes = new Uint8Array(value.buffer);
    if (done) return false;
    this.#end += value.length;
    return true;
  }

  /** Moves the buffered bytes to the front, of a larger buffer if this one is too small. */
  async #makeRoom(need: number): Promise<void> {
    const held = this.#bytes.subarray(this.#start, this.#end);
    if (need > this.#bytes.length) {
      // The length was checked with the header, and the buffers are few and of one size: a peer cannot
      // make this side allocate more.
      const larger = new Uint8Array(await this.#buffer());
      larger.set(held);
      this.#retire(this.#bytes.buffer);
      this.#bytes = larger;
    } else {
      this.#bytes.copyWithin(0, this.#start, this.#end);
    }
    this.#end = held.length;
    this.#start = 0;
  }

  /** Lends the current buffer. The next frame is read into another one. */
  #keep(): () => void {
    this.#kept = true;
    const buffer = this.#bytes.buffer;
    return () => {
      this.#retire(buffer);
      this.#released?.();
    };
  }

  /** Replaces a lent buffer by another one, with the bytes that follow the kept payload. */
  async #change(): Promise<void> {
    this.#kept = false;
    const fresh = new Uint8Array(await this.#buffer());
    const beyond = this.#bytes.subarray(this.#start, this.#end);
    fresh.set(beyond);
    this.#bytes = fresh;
    this.#start = 0;
    this.#end = beyond.length;
  }

  #retire(buffer: ArrayBuffer): void {
    if (buffer.byteLength === BUFFER_BYTES) this.#free.push(buffer);
  }

  async #buffer(): Promise<ArrayBuffer> {
    for (;;) {
      const free = this.#free.pop();
      if (free) return free;
      if (this.#buffers < POOL_BUFFERS) {
        this.#buffers++;
        return new ArrayBuffer(BUFFER_BYTES);
      }
      await new Promise<void>((resolve) => this.#released = resolve);
    }
  }

  #cut(where: string): ConnectionError {
    return new ConnectionError("cut", `Connection lost: it ended inside ${where}`);
  }
}
