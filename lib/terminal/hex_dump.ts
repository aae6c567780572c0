/** Hexadecimal dumps. @module */

/** Bytes on one line. */
const WIDTH = 16;

/**
 * Yields lines of offset, hexadecimal and ASCII, each with a prefix:
 * `> 00000000  68 69 0a                                         |hi.|`.
 *
 * @param mark The prefix: `>` for sent bytes, `<` for received ones.
 * @param offset The offset of the first byte in its stream.
 */
export function* hexDump(
  mark: string,
  bytes: Uint8Array,
  offset: number,
): Generator<string, void, void> {
  for (let at = 0; at < bytes.length; at += WIDTH) {
    const row = bytes.subarray(at, at + WIDTH);
    const hex = Array.from(row, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = Array.from(
      row,
      (byte) => byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".",
    ).join("");
    const place = (offset + at).toString(16).padStart(8, "0");
    yield `${mark} ${place}  ${hex.padEnd(WIDTH * 3 - 1)}  |${text}|`;
  }
}
