/** Streams of bytes in chunks of seeded random lengths. @module */

/** A small seeded generator (mulberry32): whole numbers below a limit. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** The pieces of one piece of bytes, each of `length()` bytes at most. */
export function* pieces(
  bytes: Uint8Array<ArrayBuffer>,
  length: () => number,
): Generator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(bytes.length, at + Math.max(1, length()));
    yield bytes.slice(at, end);
    at = end;
  }
}

/** Reads chunks, as a connection does. */
export function source(
  chunks: Iterable<Uint8Array<ArrayBuffer>>,
): { read(view: Uint8Array<ArrayBuffer>): Promise<number | null> } {
  const iterator = chunks[Symbol.iterator]();
  let rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  return {
    read(view) {
      // A read must not return 0 bytes.
      while (rest.length === 0) {
        const { value, done } = iterator.next();
        if (done) return Promise.resolve(null);
        rest = value;
      }
      const count = Math.min(view.length, rest.length);
      view.set(rest.subarray(0, count));
      rest = rest.subarray(count);
      return Promise.resolve(count);
    },
  };
}

/** Takes writes, as a connection does, and keeps everything. */
export function sink(): { write(bytes: Uint8Array): Promise<void>; bytes: () => Uint8Array } {
  const chunks: Uint8Array[] = [];
  return {
    write(chunk) {
      // Copied, because the chunk may be reused once this has resolved.
      chunks.push(chunk.slice());
      return Promise.resolve();
    },
    bytes() {
      const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
      let at = 0;
      for (const chunk of chunks) {
        whole.set(chunk, at);
        at += chunk.length;
      }
      return whole;
    },
  };
}
