/** Stand-in for `@std/streams/limited-bytes-transform-stream`. @module */

/** Options for {@link LimitedBytesTransformStream}. */
export interface LimitedBytesTransformStreamOptions {
  /** Fail with a RangeError at the limit rather than end there. Default: false. */
  error?: boolean;
}

/** Passes whole chunks on until the next one would take the total above `size` bytes. */
export class LimitedBytesTransformStream extends TransformStream<Uint8Array, Uint8Array> {
  constructor(size: number, options: LimitedBytesTransformStreamOptions = {}) {
    let total = 0;
    super({
      transform(chunk, controller) {
        const next = total + chunk.byteLength;
        if (next <= size) {
          total = next;
          controller.enqueue(chunk);
        } else if (options.error) {
          throw new RangeError(`Exceeded byte size limit of '${size}'`);
        } else {
          controller.terminate();
        }
      },
    });
  }
}
