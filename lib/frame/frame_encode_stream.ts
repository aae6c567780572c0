/**
 * Frames into a stream of bytes. Small frames gather in one buffer; content is read straight into
 * it behind the room for its header, so that no byte is copied on its way out.
 *
 * Twin: `frame_decode_stream.ts`.
 *
 * @module
 */

import { MAX_CONTROL_BYTES, MAX_DATA_BYTES, POOL_BUFFERS } from "../limits.ts";
import { FrameType, type FrameTypeId, HEADER_BYTES, writeHeader } from "./frame.ts";

/** Bytes of a pooled buffer: one full data frame and the small frames that gather before it. */
const BUFFER_BYTES = MAX_DATA_BYTES + MAX_CONTROL_BYTES;
/** A first, small buffer: idle connections and refused ones never need another. */
const FIRST_BUFFER_BYTES = 8 * 1024;

const text = new TextEncoder();

/** Writes frames to a stream of bytes. Not for concurrent use, except {@linkcode FrameEncodeStream.ping}. */
export class FrameEncodeStream {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
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

  /** Takes the stream's writer for good. */
  constructor(writable: WritableStream<Uint8Array>) {
    this.#writer = writable.getWriter();
  }

  /** Milliseconds since something was last handed to the stream. */
  idle(): number {
    return performance.now() - this.#lastWrite;
  }

  /** Milliseconds since the stream last took something other than a ping: a stalled peer shows here. */
  stalled(): number {
    return performance.now() - this.#lastTaken;
  }

  /** Whether something other than a ping waits for the stream to take it. */
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
   * Adds a control frame; it travels with the next {@linkcode FrameEncodeStream.flush} at the latest.
   *
   * @throws {RangeError} where the message is longer than a control frame may be.
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
   * Room for the content of a data frame of at most `length` bytes (capped at the frame's limit),
   * to be filled and given back by {@linkcode FrameEncodeStream.data} before anything else is written.
   */
  async room(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const size = Math.min(length, MAX_DATA_BYTES);
    if (this.#buffer.length - this.#used < HEADER_BYTES + size) {
      await this.#need(HEADER_BYTES + size);
    }
    this.#roomAt = this.#used + HEADER_BYTES;
    return this.#buffer.subarray(this.#roomAt, this.#roomAt + size);
  }

  /** Sends the first `count` bytes of the {@linkcode FrameEncodeStream.room}; none for 0. */
  async data(count: number, type: FrameTypeId = FrameType.data): Promise<void> {
    if (this.#roomAt < 0) throw new TypeError("write a data frame: no room was asked for");
    this.#roomAt = -1;
    if (count === 0) return;
    writeHeader(this.#buffer, this.#used, type, count);
    this.#used += HEADER_BYTES + count;
    if (this.#used >= MAX_DATA_BYTES) await this.#hand();
  }

  /** Adds a frame that has no payload. */
  async empty(type: FrameTypeId): Promise<void> {
    if (this.#buffer.length - this.#used < HEADER_BYTES) await this.#need(HEADER_BYTES);
    writeHeader(this.#buffer, this.#used, type, 0);
    this.#used += HEADER_BYTES;
  }

  /** Says "still here" if nothing was written for `after` milliseconds. Safe at any time. */
  ping(after: number): void {
    if (this.#roomAt >= 0 || this.#pending.size > 0 || this.#failure || this.idle() < after) return;
    if (this.#buffer.length - this.#used < HEADER_BYTES) return;
    writeHeader(this.#buffer, this.#used, FrameType.ping, 0);
    this.#used += HEADER_BYTES;
    this.#hand(true).catch(() => {/* told to whoever writes next */});
  }

  /** Sends what has gathered, and resolves when the stream has taken all of it. */
  async flush(): Promise<void> {
    if (this.#used > 0) await this.#hand();
    while (this.#pending.size > 0) await Promise.race(this.#pending);
    this.#check();
  }

  /**
   * Sends what has gathered and one last control frame; everything after that fails with `reason`.
   * Safe at any time, also between {@linkcode FrameEncodeStream.room} and its data.
   */
  async last(type: FrameTypeId, message: unknown, reason: unknown): Promise<void> {
    if (this.#failure) return;
    this.#failure = { error: reason };
    const payload = text.encode(JSON.stringify(message));
    const bytes = new Uint8Array(this.#used + HEADER_BYTES + payload.length);
    bytes.set(this.#buffer.subarray(0, this.#used));
    writeHeader(bytes, this.#used, type, payload.length);
    bytes.set(payload, this.#used + HEADER_BYTES);
    await this.#writer.write(bytes);
  }

  /** Makes the current buffer one with `need` free bytes. */
  async #need(need: number): Promise<void> {
    if (this.#buffer.length - this.#used >= need) return;
    if (this.#used > 0) await this.#hand();
    if (this.#buffer.length < need) this.#buffer = await this.#take();
    this.#check();
  }

  /** Hands the current buffer to the stream and takes a free one. */
  async #hand(isPing = false): Promise<void> {
    this.#check();
    const buffer = this.#buffer;
    // A stream that had nothing to take has not stalled: its time begins now.
    if (!isPing && this.#untaken++ === 0) this.#lastTaken = performance.now();
    const write = this.#writer.write(buffer.subarray(0, this.#used)).then(
      () => {
        if (!isPing) this.#lastTaken = performance.now();
        // Buffers are reused only now: the stream held this one until here.
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

  /** A buffer of full size: a free one, a new one, or the next that comes back. */
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
