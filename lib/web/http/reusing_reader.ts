/** A reader that does not allocate memory for each piece. @module */

/** Bytes of the buffer: twice what the runtime reads by itself, because fewer reads take less time. */
const BUFFER_BYTES = 128 * 1024;

/** The methods of a reader. */
export interface PieceReader {
  /** Reads the next piece; undefined at the end. */
  read(): Promise<{ value?: Uint8Array<ArrayBuffer> | undefined; done: boolean }>;
  /** Ends the stream, and a read that is waiting. */
  cancel(): Promise<void>;
}

/**
 * Reads a stream into one buffer, so that a piece is valid until the next one is asked for. A stream that
 * takes no buffer is read in the usual way; the bodies of the runtime's server take one.
 */
export function reusingReader(stream: ReadableStream<Uint8Array<ArrayBuffer>>): PieceReader {
  let reader: ReadableStreamBYOBReader;
  try {
    reader = stream.getReader({ mode: "byob" });
  } catch {
    return stream.getReader();
  }
  // Each read detaches it, and returns it with the piece.
  let buffer = new ArrayBuffer(BUFFER_BYTES);
  return {
    async read() {
      const { value, done } = await reader.read(new Uint8Array(buffer));
      if (value !== undefined) buffer = value.buffer;
      return { value, done };
    },
    cancel: () => reader.cancel(),
  };
}
