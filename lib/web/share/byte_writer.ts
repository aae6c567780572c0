/** Little-endian numbers and bytes, collected. @module */

import { concatBytes } from "../../bytes.ts";

/** Bytes of the first piece; each further one is larger, up to the second number. */
const FIRST = 128;
const LARGEST = 64 * 1024;

/** Collects numbers and bytes in pieces, so that a large amount is never copied as a whole. */
export class ByteWriter {
  readonly #full: Uint8Array<ArrayBuffer>[] = [];
  #piece = new Uint8Array(FIRST);
  #at = 0;
  #before = 0;

  /** Bytes so far. */
  get length(): number {
    return this.#before + this.#at;
  }

  /** Adds a byte. */
  u8(value: number): this {
    return this.#number(value, 1);
  }

  /** Adds two bytes. */
  u16(value: number): this {
    return this.#number(value, 2);
  }

  /** Adds four bytes. */
  u32(value: number): this {
    return this.#number(value, 4);
  }

  /** Adds eight bytes of a safe integer. */
  u64(value: number): this {
    return this.#number(value % 2 ** 32, 4).#number(Math.floor(value / 2 ** 32), 4);
  }

  /** Adds bytes. */
  bytes(bytes: Uint8Array): this {
    for (let from = 0; from < bytes.length;) {
      this.#room(1);
      const count = Math.min(bytes.length - from, this.#piece.length - this.#at);
      this.#piece.set(bytes.subarray(from, from + count), this.#at);
      this.#at += count;
      from += count;
    }
    return this;
  }

  /** Everything, in pieces. */
  pieces(): Uint8Array<ArrayBuffer>[] {
    return [...this.#full, this.#piece.subarray(0, this.#at)].filter(({ length }) => length > 0);
  }

  /** Everything, as one. */
  joined(): Uint8Array<ArrayBuffer> {
    return concatBytes(this.pieces());
  }

  #number(value: number, count: number): this {
    this.#room(count);
    for (let bit = 0; bit < count * 8; bit += 8) this.#piece[this.#at++] = value >>> bit;
    return this;
  }

  /** Makes room for a few bytes in a row. */
  #room(count: number): void {
    if (this.#at + count <= this.#piece.length) return;
    this.#full.push(this.#piece.subarray(0, this.#at));
    this.#before += this.#at;
    this.#piece = new Uint8Array(Math.min(LARGEST, this.#piece.length * 8));
    this.#at = 0;
  }
}
