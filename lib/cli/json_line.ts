/** Events as lines of JSON. @module */

/** What JSON allows raw in a string and a terminal or a line reader should not get. */
const UNSAFE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g;

/**
 * The value as one line of JSON with its line end. Characters that a terminal would obey are
 * written `\uNNNN`, which any JSON parser reads back as they were.
 *
 * @throws {TypeError} for what JSON cannot hold: a bigint, a circle.
 */
export function jsonLine(value: Record<string, unknown>): string {
  const text = JSON.stringify(value).replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return text + "\n";
}
