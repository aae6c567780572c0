/** Pseudo-random numbers from a seed. @module */

/** A generator (mulberry32): small, and sufficient to choose faults. */
export class Random {
  #state: number;

  /** @param seed Any integer; its lower 32 bits count. */
  constructor(seed: number) {
    // Similar seeds must not give similar numbers.
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
    for (let i = 0; i < 4; i++) this.#bits();
  }

  #bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ t >>> 15, t | 1);
    t ^= t + Math.imul(t ^ t >>> 7, t | 61);
    return (t ^ t >>> 14) >>> 0;
  }

  /** A number from 0 up to, but not including, 1. */
  unit(): number {
    return this.#bits() / 2 ** 32;
  }

  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  /** An integer from 0 to `high`; small ones as likely as large ones. */
  size(high: number): number {
    return Math.floor((high + 1) ** this.unit()) - 1;
  }

  /** True with probability `p`. */
  chance(p: number): boolean {
    return this.unit() < p;
  }

  /** One of a list. */
  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)]!;
  }

  /** `count` bytes. */
  bytes(count: number): Uint8Array<ArrayBuffer> {
    const words = new Uint32Array(Math.ceil(count / 4));
    for (let i = 0; i < words.length; i++) words[i] = this.#bits();
    return new Uint8Array(words.buffer, 0, count);
  }
}
