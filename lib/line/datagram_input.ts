/** Splits an input into datagrams. @module */

import { concatBytes } from "../bytes.ts";
import { CallerError } from "../errors.ts";
import { MAX_DATAGRAM_BYTES } from "../limits.ts";

const LF = 0x0a;

/**
 * Splits an input into datagrams, whose concatenation is the input: with `line` one for each line with
 * its end, and one for the rest; with `whole` one for all of the input, even if it is empty.
 *
 * Reading fails with a {@linkcode CallerError}, code `usage`, at more than 65,507 bytes in one datagram.
 */
export function datagramInput(
  input: ReadableStream<Uint8Array>,
  cut: "line" | "whole",
): ReadableStream<Uint8Array> {
  let held: Uint8Array = new Uint8Array();
  const take = (bytes: Uint8Array) => {
    if (held.length + bytes.length > MAX_DATAGRAM_BYTES) {
      const what = cut === "line" ? "A line" : "The input";
      const text =
        `${what} is longer than the ${MAX_DATAGRAM_BYTES} bytes that fit into a datagram`;
      throw new CallerError("usage", text);
    }
    return concatBytes([held, bytes]);
  };
  return input.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        let start = 0;
        while (cut === "line") {
          const end = chunk.indexOf(LF, start) + 1;
          if (end === 0) break;
          controller.enqueue(take(chunk.subarray(start, end)));
          held = new Uint8Array();
          start = end;
        }
        held = take(chunk.subarray(start));
      },
      flush(controller) {
        if (cut === "whole" || held.length > 0) controller.enqueue(held);
      },
    }),
  );
}
