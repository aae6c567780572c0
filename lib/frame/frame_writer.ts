/**
 * Writes frames to a connection. Small frames are gathered in one buffer; content is read straight
 * into it behind the room for its header, so that it is not copied.
 *
 * Twin: `frame_reader.ts`.
 *
 * @module
 */

import { MAX_CONTROL_BYTES, MAX_DATA_BYTES, POOL_BUFFERS } from "../limits.ts";
import { FrameType, type FrameTypeId, HEADER_BYTES, writeHeader } from "./frame.ts";

/** Bytes of a pooled buffer: one full data frame and the small frames before it. */
const BUFFER_BYTES = MAX_DATA_BYTES + MAX_CONTROL_BYTES;
/** Bytes of the first buffer, which idle and rejected connections never exceed. */
const FIRST_BUFFER_BYTES = 8 * 1024;

const text = new TextEncoder();

/** The connection that frames are written to. */
export interface FrameSink {
  /** Writes all of the bytes, after those of earlier calls. They may be changed once it has resolved. */
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * Writes frames to a connection. Only {@linkcode FrameWriter.ping} may be called
 * concurrently.
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
export class FrameWriter {
  readonly #conn: FrameSink;
  readonly #free: Uint8Array<ArrayBuffer>[] = [];
  readonly #pending = new Set<Promise<void>>();
  #buffers = 0;
  #buffer: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_BUFFER_BYTES);
  #used = 0;
  #roomAt = -1;
  #failure: { error: unknown } | undefined;
  #lastWrite = performance.now();
  #lastTaken = performance.now();
  #untaken = 0;

  /** Takes the writes of the connection over. */
  constructor(conn: FrameSink) {
    this.#conn = conn;
  }

  /** Milliseconds since bytes were last passed to the stream. */
  idle(): number {
    return performance.now() - this.#lastWrite;
  }

  /** Milliseconds since the stream last accepted bytes other than a ping. They grow while the peer stalls. */
  stalled(): number {
    return performance.now() - this.#lastTaken;
  }

  /** Whether bytes other than a ping wait for the stream to accept them. */
  get blocked(): boolean {
    return this.#untaken > 0;
  }

  /** Writes raw bytes: the preface. */
  async raw(bytes: Uint8Array): Promise<void> {
    await this.#need(bytes.length);
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
    await this.flush();
  }

  /**
   * Adds a control frame. It is sent with the next {@linkcode FrameWriter.flush} at the latest.
   *
   * @throws {RangeError} if the message is longer than a control frame may be.
   */
  async control(type: FrameTypeId, message: unknown): Promise<void> {
    const json = JSON.stringify(message);
    // A UTF-16 code unit becomes at most three bytes.
    const most = Math.min(json.length * 3, MAX_CONTROL_BYTES);
    if (this.#buffer.length - this.#used < HEADER_BYTES + most) {
      await this.#need(HEADER_BYTES + most);
    }
    const payload = this.#buffer.subarray(
      this.#used + HEADER_BYTES,
      this.#used + HEADER_BYTES + most,
    );
    const { read, written } = text.encodeInto(json, payload);
    if (read < json.length) {
      throw new RangeError(`write a frame: more than ${MAX_CONTROL_BYTES} bytes are too many`);
    }
    writeHeader(this.#buffer, this.#used, type, written);
    this.#used += HEADER_BYTES + written;
  }

  /**
   * Resolves to room for the content of a data frame, of at most `length` bytes and the limit of a frame.
   * It must be passed on by {@linkcode FrameWriter.data} before anything else is written.
   */
  async room(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const size = Math.min(length, MAX_DATA_BYTES);
    if (this.#buffer.length - this.#used < HEADER_BYTES + size) {
      await this.#need(HEADER_BYTES + size);
    }
    this.#roomAt = this.#used + HEADER_BYTES;
    return this.#buffer.subarray(this.#roomAt, this.#roomAt + size);
  }

  /** Adds a frame of the first `count` bytes of the {@linkcode FrameWriter.room}; none for 0. */
  async data(count: number, type: FrameTypeId = FrameType.data): Promise<void> {
    if (this.#roomAt < 0) throw new TypeError("write a data frame: no room was asked for");
    this.#roomAt = -1;
    if (count === 0) return;
    writeHeader(this.#buffer, this.#used, type, count);
    this.#used += HEADER_BYTES + count;
    if (this.#used >= MAX_DATA_BYTES) await this.#hand();
  }

  /** Adds a frame without a payload. */
  async empty(type: FrameTypeId): Promise<void> {
    if (this.#buffer.length - this.#used < HEADER_BYTES) await this.#need(HEADER_BYTES);
    writeHeader(this.#buffer, this.#used, type, 0);
    this.#used += HEADER_BYTES;
  }

  /** Sends a keep-alive frame if nothing was written for `after` milliseconds. Safe at any time. */
  ping(after: number): void {
    if (this.#roomAt >= 0 || this.#pending.size > 0 || this.#failure || this.idle() < after) return;
    if (this.#buffer.length - this.#used < HEADER_BYTES) return;
    writeHeader(this.#buffer, this.#used, FrameType.ping, 0);
    this.#used += HEADER_BYTES;
    this.#hand(true).catch(() => {/* the next write rejects */});
  }

  /** Sends the gathered frames. Resolves when the stream has accepted all of them. */
  async flush(): Promise<void> {
    if (this.#used > 0) await this.#hand();
    while (this.#pending.size > 0) await Promise.race(this.#pending);
    this.#check();
  }

  /**
   * Sends the gathered frames and one last control frame. Later writes reject with `reason`. Safe at any
   * time, also between {@linkcode FrameWriter.room} and its data.
   */
  async last(type: FrameTypeId, message: unknown, reason: unknown): Promise<void> {
    if (this.#failure) return;
    this.#failure = { error: reason };
    const payload = text.encode(JSON.stringify(message));
    const bytes = new Uint8Array(this.#used + HEADER_BYTES + payload.length);
    bytes.set(this.#buffer.subarray(0, this.#used));
    writeHeader(bytes, this.#used, type, payload.length);
    bytes.set(payload, this.#used + HEADER_BYTES);
    await this.#conn.write(bytes);
  }

  /** Ensures that the current buffer has `need` free bytes. */
  async #need(need: number): Promise<void> {
    if (this.#buffer.length - this.#used >= need) return;
    if (this.#used > 0) await this.#hand();
    if (this.#buffer.length < need) this.#buffer = await this.#take();
    this.#check();
  }

  /** Passes the current buffer to the stream and takes a free one. */
  async #hand(isPing = false): Promise<void> {
    this.#check();
    const buffer = this.#buffer;
    // A stream without pending writes has not stalled: its time starts now.
    if (!isPing && this.#untaken++ === 0) this.#lastTaken = performance.now();
    const write = this.#conn.write(buffer.subarray(0, this.#used)).then(
      () => {
        if (!isPing) this.#lastTaken = performance.now();
        // The stream has released the buffer, which may be reused now.
        if (buffer.length === BUFFER_BYTES) this.#free.push(buffer);
      },
      (error) => {
        this.#failure ??= { error };
        if (buffer.length === BUFFER_BYTES) this.#free.push(buffer);
      },
    ).finally(() => {
      this.#pending.delete(write);
      if (!isPing) this.#untaken--;
    });
    this.#pending.add(write);
    this.#lastWrite = performance.now();
    this.#used = 0;
    this.#buffer = new Uint8Array(0);
    this.#buffer = this.#buffers === 0 && buffer.length < BUFFER_BYTES && this.#pending.size === 1
      ? new Uint8Array(FIRST_BUFFER_BYTES)
      : await this.#take();
  }

  /** Resolves to a buffer of full size: a free one, a new one, or the next that is released. */
  async #take(): Promise<Uint8Array<ArrayBuffer>> {
    for (;;) {
      const free = this.#free.pop();
      if (free) return free;
      if (this.#buffers < POOL_BUFFERS) {
        this.#buffers++;
        return new Uint8Array(BUFFER_BYTES);
      }
      await Promise.race(this.#pending);
    }
  }

  #check(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
