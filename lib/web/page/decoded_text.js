// Texts of files, in whatever encoding they are.

/** Byte order marks. */
const MARKS = [["utf-8", [0xef, 0xbb, 0xbf]], ["utf-16le", [0xff, 0xfe]], ["utf-16be", [
  0xfe,
  0xff,
]]];

/**
 * Decodes a text: as its byte order mark says, or as UTF-8, or as windows-1252 where it is not UTF-8.
 *
 * @param isCut Whether bytes follow, so that the last character may be incomplete. It is left out then.
 */
export function decodedText(bytes, isCut) {
  const decode = (label, fatal) =>
    new TextDecoder(label, { fatal }).decode(bytes, { stream: isCut });
  const marked = MARKS.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte));
  if (marked !== undefined) return decode(marked[0], false);
  try {
    return decode("utf-8", true);
  } catch {
    return decode("windows-1252", false);
  }
}
