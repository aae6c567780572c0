/** Bounds of a JSON text, checked before it is parsed. Pure. @module */

import { ProtocolError } from "../../../errors.ts";
import { MAX_OFFERED_FILES } from "../../../limits.ts";

/** Levels of an offer: it has five. */
const MAX_NESTING = 16;
/** Values of a file at most: it has ten members, of which one has two. */
const MAX_VALUES_OF_FILE = 20;
const MAX_VALUES = MAX_OFFERED_FILES * MAX_VALUES_OF_FILE;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Refuses a text that would take much more memory and time to parse than its size suggests: 32 MiB of opening
 * brackets take a gibibyte and six seconds.
 *
 * @param bytes JSON in UTF-8, or anything else.
 * @throws {ProtocolError} code `limit` if it is nested too deeply, or has too many values.
 */
export function checkJsonBounds(bytes: Uint8Array): void {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at]) {
      case QUOTE:
        at = endOfText(bytes, at);
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        if (++depth > MAX_NESTING) {
          throw new ProtocolError("The offer is nested too deeply", "limit");
        }
        values++;
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth--;
        break;
      case COMMA:
        values++;
    }
    if (values > MAX_VALUES) throw new ProtocolError("The offer has too many values", "limit");
  }
}

/** The position of the quote that ends a text. */
function endOfText(bytes: Uint8Array, start: number): number {
  for (let at = start + 1;;) {
    const end = bytes.indexOf(QUOTE, at);
    if (end < 0) return bytes.length;
    let escapes = 0;
    while (bytes[end - 1 - escapes] === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return end;
    at = end + 1;
  }
}
