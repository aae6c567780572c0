/**
 * Reads frames from a connection. Content is read straight into a pooled buffer; small frames come
 * many at a time from one read.
 *
 * Twin: `frame_writer.ts`.
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

/** The connection that frames are read from. */
export interface FrameSource {
  /** Reads at most `view.length` bytes; null at the end. */
  read(view: Uint8Array<ArrayBuffer>): Promise<number | null>;
}

/** One frame. */
export interface Frame {
  /** Its type. */
  type: FrameTypeId;
  /** Its payload. Valid until the next call of {@linkcode FrameReader.next}, unless it is kept. */
  payload: Uint8Array;
  /** Keeps the payload valid until the returned function is called, once. */
  keep(): () => void;
}

/**
 * Reads frames from a connection.
 *
 * ```ts
 * import { FrameReader } from "./frame_reader.ts";
 * import { FrameWriter } from "./frame_writer.ts";
 * import { FrameType } from "./frame.ts";
 * import { memoryPair } from "../socket/memory_pair.ts";
 * import { assertEquals } from "@std/assert";
 * const [here, there] = memoryPair();
 * const encode = new FrameWriter(here);
 * await encode.control(FrameType.want, { id: 0, offset: 0 });
 * await encode.flush();
 * const frame = await new FrameReader(there).next();
 * assertEquals(frame?.type, FrameType.want);
 * ```
 */
export class FrameReader {
  readonly #conn: FrameSource;
  readonly #free: ArrayBuffer[] = [];
  #buffers = 0;
  /** The last read, which may be pending. */
  #reading: Promise<number | null> = Promise.resolve(0);
  #isDiscarding = false;
  #released: (() => void) | undefined;
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_BUFFER_BYTES);
  #start = 0;
  #end = 0;
  #kept = false;
  #bulk = false;
  /** State: the header of the current frame; undefined between frames. */
  #header: FrameHeader | undefined;

  /** Takes the reads of the connection over. */
  constructor(conn: FrameSource) {
    this.#conn = conn;
  }

  /**
   * Reads exactly `count` bytes: the preface.
   *
   * @throws {ConnectionError} code `cut` if the stream ends before.
   */
  async raw(count: number): Promise<Uint8Array> {
    while (this.#end - this.#start < count) {
      const room = this.#makeRoom(count);
      if (room !== undefined) await room;
      const more = await this.#read(count);
      if (more === null) throw this.#cut("the first bytes");
      this.#end += more;
    }
    return this.#consume(count);
  }

  /**
   * Resolves to the next frame, or to undefined if the stream ends between two frames or its rest is
   * discarded.
   *
   * @throws {ProtocolError} if a header is not valid.
   * @throws {ConnectionError} code `cut` if the stream ends inside a frame.
   */
  async next(): Promise<Frame | undefined> {
    if (this.#kept) await this.#change();
    // A loop without functions that wait: over TLS a large frame takes 64 reads.
    for (;;) {
      const frame = this.held();
      if (frame) return frame;
      const need = this.#header?.length ?? HEADER_BYTES;
      const room = this.#makeRoom(need);
      if (room !== undefined) await room;
      if (this.#isDiscarding) return undefined;
      const count = await this.#read(need);
      if (this.#isDiscarding) return undefined;
      if (count !== null) this.#end += count;
      else if (this.#header === undefined && this.#start === this.#end) return undefined;
      else throw this.#cut(this.#header ? "a frame's payload" : "a frame's header");
    }
  }

  /** Whether the header of the next frame is buffered already, so that reading on will not wait long. */
  get ready(): boolean {
    return this.#header !== undefined || this.#end - this.#start >= HEADER_BYTES;
  }

  /** Reads and discards the rest of the stream, after a pending read. */
  async discard(): Promise<void> {
    this.#isDiscarding = true;
    await this.#reading;
    const scrap = new Uint8Array(SCRAP_BYTES);
    while (await this.#conn.read(scrap) !== null);
  }

  /** The next frame if it is buffered completely. Otherwise undefined, and {@linkcode FrameReader.next} waits. */
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

  /** Reads more bytes of what has `need` bytes. There must be room for them. */
  #read(need: number): Promise<number | null> {
    // After a large frame this one is read up to the next header, so that the next large payload starts
    // at the front of a buffer of its own. Otherwise as much as fits.
    const end = this.#bulk && this.#header
      ? Math.min(this.#start + need + HEADER_BYTES, this.#bytes.length)
      : this.#bytes.length;
    return this.#reading = this.#conn.read(this.#bytes.subarray(this.#end, end));
  }

  /**
   * Makes room for what has `need` bytes. Returns undefined if there is room at once, which costs a read
   * nothing; otherwise a promise that resolves once a buffer is free.
   */
  #makeRoom(need: number): Promise<void> | undefined {
    const held = this.#end - this.#start;
    // A small buffer that was filled is too small for the traffic: many small frames.
    const isFull = this.#end === this.#bytes.length && this.#end < BUFFER_BYTES;
    if (held === 0) this.#start = this.#end = 0;
    if (isFull || need > this.#bytes.length) return this.#enlarge();
    if (this.#start + need > this.#bytes.length) {
      this.#bytes.copyWithin(0, this.#start, this.#end);
      this.#start = 0;
      this.#end = held;
    }
    return undefined;
  }

  /** Moves the buffered bytes to a buffer of full size. */
  async #enlarge(): Promise<void> {
    // The length was checked with the header, and the buffers are few and of one size: a peer cannot
    // make this side allocate more.
    const larger = new Uint8Array(await this.#buffer());
    const held = this.#bytes.subarray(this.#start, this.#end);
    larger.set(held);
    this.#retire(this.#bytes.buffer);
    this.#bytes = larger;
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
