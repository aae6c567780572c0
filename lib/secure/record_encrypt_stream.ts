/**
 * Encrypts a stream of bytes into records.
 *
 * Twin: `record_decrypt_stream.ts`.
 *
 * @module
 */

import { ConnectionError } from "../errors.ts";
import type { DirectionKey } from "./key_schedule.ts";
import {
  MAX_RECORD_BYTES,
  RECORD_HEADER_BYTES,
  RECORD_TAG_BYTES,
  RecordSequence,
  RecordType,
  type RecordTypeId,
  writeRecordHeader,
} from "./record.ts";
import type { RecordCipher } from "./record_cipher.ts";

/** Records of one write at most: more than a full frame and the small frames before it. */
const BATCH_RECORDS = 5;
/** Bytes of a record besides its content. */
const OVERHEAD = RECORD_HEADER_BYTES + RECORD_TAG_BYTES;

/** Encrypts a stream of bytes into records. */
export class RecordEncryptStream {
  /** Takes the content. A chunk may be reused once its `write()` has resolved. */
  readonly writable: WritableStream<Uint8Array>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #sequence: RecordSequence;
  /** Two buffers: one is written while the other is filled. */
  readonly #buffers = [new Uint8Array(), new Uint8Array()];
  #writing: Promise<void> = Promise.resolve();
  #turn: Promise<void> = Promise.resolve();
  #ended: Promise<void> | undefined;

  /** Locks `writable` for good. */
  constructor(
    writable: WritableStream<Uint8Array>,
    cipher: RecordCipher,
    key: DirectionKey,
    recordsPerKey?: number,
  ) {
    this.#writer = writable.getWriter();
    this.#sequence = new RecordSequence(cipher, key, recordsPerKey);
    this.writable = new WritableStream<Uint8Array>({
      write: (chunk) => {
        if (this.#ended) throw endedHere();
        return this.#inTurn(() => this.#write(chunk as Uint8Array<ArrayBuffer>));
      },
      close: () => this.end(),
      abort: (reason) => {
        this.#sequence.drop();
        return this.#writer.abort(reason);
      },
    });
  }

  /** Writes the authenticated end. Resolves when everything was written. Idempotent. */
  end(): Promise<void> {
    return this.#ended ??= this.#inTurn(async () => {
      await this.#batch(RecordType.end, new Uint8Array());
      await this.#writing;
      this.#sequence.drop();
    });
  }

  /** Erases the key. */
  drop(): void {
    this.#sequence.drop();
  }

  /** Runs actions one after the other, because records are numbered. */
  #inTurn(action: () => Promise<void>): Promise<void> {
    const result = this.#turn.then(action);
    this.#turn = result.catch(() => {});
    return result;
  }

  async #write(chunk: Uint8Array<ArrayBuffer>): Promise<void> {
    const step = BATCH_RECORDS * MAX_RECORD_BYTES;
    for (let at = 0; at < chunk.length; at += step) {
      await this.#batch(RecordType.data, chunk.subarray(at, at + step));
    }
  }

  /** Encrypts into one buffer while the other is being written. */
  async #batch(type: RecordTypeId, content: Uint8Array<ArrayBuffer>): Promise<void> {
    const records = Math.max(1, Math.ceil(content.length / MAX_RECORD_BYTES));
    const out = this.#buffer(content.length + records * OVERHEAD);
    let used = 0;
    for (let i = 0; i < records; i++) {
      const part = content.subarray(i * MAX_RECORD_BYTES, (i + 1) * MAX_RECORD_BYTES);
      writeRecordHeader(out, used, type, part.length);
      const header = out.subarray(used, used += RECORD_HEADER_BYTES);
      const { key, nonce } = await this.#sequence.next();
      await key.seal(
        nonce,
        header,
        part,
        out.subarray(used, used += part.length + RECORD_TAG_BYTES),
      );
    }
    await this.#writing;
    this.#buffers.reverse();
    this.#writing = this.#writer.write(out.subarray(0, used));
    // The next write, or `end`, rejects.
    this.#writing.catch(() => {});
  }

  /** The free buffer, with room for `size`. Idle connections keep small ones. */
  #buffer(size: number): Uint8Array<ArrayBuffer> {
    if (this.#buffers[0]!.length < size) this.#buffers[0] = new Uint8Array(size);
    return this.#buffers[0]!;
  }
}

/** The error of a write after the end, which the peer has no part in. */
function endedHere(): ConnectionError {
  return new ConnectionError("cut", "Cannot write to the peer: this direction is closed");
}
