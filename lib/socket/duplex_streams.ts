/** The streams of a connection, over its direct reads and writes. @module */

/** Bytes of a chunk for a reader without a buffer of its own. */
const DEFAULT_CHUNK = 64 * 1024;

/** Makes a byte stream of reads. Reads only when a reader asks. `cancel` is called when it is cancelled. */
export function readableOf(
  read: (view: Uint8Array<ArrayBuffer>) => Promise<number | null>,
  cancel: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const source: UnderlyingByteSource = {
    type: "bytes",
    autoAllocateChunkSize: DEFAULT_CHUNK,
    async pull(controller) {
      const request = controller.byobRequest!;
      const count = await read(request.view as Uint8Array<ArrayBuffer>);
      if (count === null) controller.close();
      request.respond(count ?? 0);
    },
    cancel,
  };
  return new ReadableStream(source, { highWaterMark: 0 });
}

/** Makes a stream of writes. */
export function writableOf(
  write: (bytes: Uint8Array) => Promise<void>,
  close: () => Promise<void>,
  abort: () => void,
): WritableStream<Uint8Array> {
  return new WritableStream<Uint8Array>({ write: (chunk) => write(chunk), close, abort });
}
