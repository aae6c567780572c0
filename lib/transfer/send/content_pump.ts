/** Moves content from files and streams into data frames. @module */

import type { Digest, Hasher } from "../../digest/digest.ts";
import type { SourceFile } from "../../file/source/source_file.ts";
import type { FrameWriter } from "../../frame/frame_writer.ts";
import { MAX_DATA_BYTES, SMALL_FILE_BYTES } from "../../limits.ts";
import type { RateLimit } from "../rate_limit.ts";
import type { ReceiverMessages } from "./receiver_messages.ts";
import type { SendReport } from "./send_report.ts";

/** What {@linkcode ContentPump} works with. */
export interface ContentPumpOptions {
  /** Where frames go. */
  encode: FrameWriter;
  /** The digest of content. */
  digest: Digest;
  /** Ends the pump where the receiver has failed. */
  messages: ReceiverMessages;
  /** Progress and events. */
  report: SendReport;
  /** Limits the rate. Default: no limit. */
  limit?: RateLimit | undefined;
}

/** Reads, hashes and sends content. */
export class ContentPump {
  readonly #options: ContentPumpOptions;

  constructor(options: ContentPumpOptions) {
    this.#options = options;
  }

  /** Sends `length` bytes of a file; resolves to their digest where they are to be hashed. */
  async file(file: SourceFile, length: number, hashed: boolean): Promise<string | undefined> {
    const { encode, digest, messages, report, limit } = this.#options;
    let hasher: Hasher | undefined;
    let whole: string | undefined;
    const sync = length <= SMALL_FILE_BYTES;
    for (let left = length; left > 0;) {
      const room = await encode.room(Math.min(left, limit?.chunk ?? MAX_DATA_BYTES));
      try {
        await file.read(room, sync);
      } catch (error) {
        await encode.data(0);
        throw error;
      }
      await limit?.take(room.length);
      // Passed to the socket first, and hashed while the kernel sends it.
      const sent = encode.data(room.length);
      if (hashed && room.length === length) whole = digest.of(room);
      else if (hashed) (hasher ??= digest.create()).update(room);
      await sent;
      left -= room.length;
      report.progressed(room.length);
      messages.throwIfFailed();
    }
    if (hashed) return whole ?? hasher?.digest() ?? digest.empty;
  }

  /** Sends a stream to its end; resolves to its size and digest. */
  async stream(stream: ReadableStream<Uint8Array>): Promise<{ size: number; digest: string }> {
    const { encode, digest, messages, report, limit } = this.#options;
    const hasher = digest.create();
    let size = 0;
    for await (const chunk of stream) {
      for (let at = 0; at < chunk.length;) {
        const room = await encode.room(chunk.length - at);
        room.set(chunk.subarray(at, at + room.length));
        await limit?.take(room.length);
        const sent = encode.data(room.length);
        hasher.update(room);
        await sent;
        at += room.length;
      }
      size += chunk.length;
      report.progressed(chunk.length);
      // A program that reads from the receiver's pipe gets each chunk without delay.
      await encode.flush();
      messages.throwIfFailed();
    }
    return { size, digest: hasher.digest() };
  }
}
