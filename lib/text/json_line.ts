/** Events as lines of JSON. @module */

import { replaceUnsafe } from "./replace_unsafe.ts";

/**
 * The value as one line of JSON with its line end. Characters that a terminal would obey are
 * written `\uNNNN`, which any JSON parser reads back as they were.
 *
 * @throws {TypeError} for what JSON cannot hold: a bigint, a circle.
 */
export function jsonLine(value: Record<string, unknown>): string {
  return replaceUnsafe(JSON.stringify(value), escaped) + "\n";
}

/** Both halves of a surrogate pair, where it is one. */
function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");
}
