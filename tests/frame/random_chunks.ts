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

/** A byte stream of chunks, like a connection's. */
export function byteStream(
  chunks: Iterable<Uint8Array<ArrayBuffer>>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = chunks[Symbol.iterator]();
  let rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  return new ReadableStream({
    type: "bytes",
    pull(controller) {
      if (rest.length === 0) {
        const { value, done } = iterator.next();
        if (done) {
          controller.close();
          controller.byobRequest?.respond(0);
          return;
        }
        rest = value;
        // A read must not return 0 bytes.
        if (rest.length === 0) return this.pull!(controller);
      }
      const request = controller.byobRequest!;
      const view = request.view as Uint8Array<ArrayBuffer>;
      const count = Math.min(view.length, rest.length);
      view.set(rest.subarray(0, count));
      rest = rest.subarray(count);
      request.respond(count);
    },
  }, { highWaterMark: 0 });
}

/** A sink that keeps everything written to it. */
export function sink(): { writable: WritableStream<Uint8Array>; bytes: () => Uint8Array } {
  const chunks: Uint8Array[] = [];
  const writable = new WritableStream<Uint8Array>({
    write(chunk) {
      // Copied, because the chunk may be reused once this has resolved.
      chunks.push(chunk.slice());
    },
  });
  return {
    writable,
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
