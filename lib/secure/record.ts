/**
 * The format of encrypted records (PROTOCOL.md), and the sequence of their keys and nonces.
 *
 * @module
 */

import { ProtocolError } from "../errors.ts";
import { type DirectionKey, nextKey } from "./key_schedule.ts";
import type { CipherKey, RecordCipher } from "./record_cipher.ts";

/** Bytes of a record's header: type, length (24 bits, big-endian). Authenticated. */
export const RECORD_HEADER_BYTES = 4;
/** Bytes of the tag of every cipher. */
export const RECORD_TAG_BYTES = 16;
/** Bytes of content in one record at most: half a second-level cache. Larger records were slower (measured). */
export const MAX_RECORD_BYTES = 256 * 1024;
/** Records of one key: 16 GiB at most, far below the limits of both ciphers (RFC 8446, section 5.5). */
export const RECORDS_PER_KEY = 1 << 16;

/** The types of records. */
export const RecordType = {
  /** Content. */
  data: 1,
  /** The end of this direction. Empty. */
  end: 2,
} as const;
/** One of {@linkcode RecordType}. */
export type RecordTypeId = typeof RecordType[keyof typeof RecordType];

/** Writes a header at `at`. */
export function writeRecordHeader(
  into: Uint8Array,
  at: number,
  type: RecordTypeId,
  length: number,
): void {
  new DataView(into.buffer, into.byteOffset + at, RECORD_HEADER_BYTES)
    .setUint32(0, type << 24 | length);
}

/**
 * Decodes and checks the header at `at`, before the rest of the record is read.
 *
 * @throws {ProtocolError} if the type is unknown or cannot have the length.
 */
export function readRecordHeader(
  from: Uint8Array,
  at: number,
): { type: RecordTypeId; length: number } {
  const type = from[at]!;
  const length = from[at + 1]! << 16 | from[at + 2]! << 8 | from[at + 3]!;
  const fits = type === RecordType.data
    ? length > 0 && length <= MAX_RECORD_BYTES
    : type === RecordType.end && length === 0;
  if (!fits) throw notAuthentic();
  return { type: type as RecordTypeId, length };
}

/** The error of a record that was changed, repeated, left out or moved. */
export function notAuthentic(cause?: unknown): ProtocolError {
  return new ProtocolError(
    "a record was changed on its way",
    "protocol",
    { cause },
  );
}

/** The sequence of keys and nonces of one direction. */
export class RecordSequence {
  readonly #cipher: RecordCipher;
  readonly #recordsPerKey: number;
  #direction: DirectionKey;
  #key: CipherKey | undefined;
  #count = 0;
  #dropped = false;

  /** @param recordsPerKey For tests. @default {RECORDS_PER_KEY} */
  constructor(cipher: RecordCipher, key: DirectionKey, recordsPerKey: number = RECORDS_PER_KEY) {
    this.#cipher = cipher;
    this.#direction = key;
    this.#recordsPerKey = recordsPerKey;
  }

  /**
   * The key and the nonce of the next record. No pair is used twice.
   *
   * @throws {TypeError} if the key was dropped.
   */
  async next(): Promise<{ key: CipherKey; nonce: Uint8Array<ArrayBuffer> }> {
    // The key was overwritten by zeros, which must not encrypt anything.
    if (this.#dropped) throw new TypeError("write or read a record: this direction has ended");
    if (this.#count === this.#recordsPerKey) {
      const old = this.#direction;
      this.#direction = nextKey(old);
      erase(old);
      this.#key = undefined;
      this.#count = 0;
    }
    this.#key ??= await this.#cipher.prepare(this.#direction.key);
    const nonce = this.#direction.iv.slice() as Uint8Array<ArrayBuffer>;
    const view = new DataView(nonce.buffer);
    view.setUint32(8, view.getUint32(8) ^ this.#count);
    this.#count++;
    return { key: this.#key, nonce };
  }

  /** Erases the key. Nothing more can be read or written. */
  drop(): void {
    this.#dropped = true;
    erase(this.#direction);
    this.#key = undefined;
  }
}

function erase({ key, iv }: DirectionKey): void {
  key.fill(0);
  iv.fill(0);
}
