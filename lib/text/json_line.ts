/** Events as lines of JSON. @module */

import { replaceUnsafe } from "./replace_unsafe.ts";

/**
 * Serializes a value as one line of JSON with its line end. Unsafe characters are written as `\uNNNN`,
 * which a JSON parser restores.
 *
 * @throws {TypeError} if JSON cannot represent the value: a bigint, a circular reference.
 */
export function jsonLine(value: Record<string, unknown>): string {
  return replaceUnsafe(JSON.stringify(value), escaped) + "\n";
}

/** Escapes both halves of a surrogate pair. */
function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");
}
