/** The name under which a browser stores an answer (RFC 6266, with RFC 8187 for its characters). @module */

/** Characters that may stand in `filename*` as they are: RFC 8187's `attr-char`. */
const PLAIN = /[A-Za-z0-9!#$&+.^_`|~-]/;
const utf8 = new TextEncoder();

/**
 * The value of `Content-Disposition` for a download. `filename` comes first, in ASCII, for old
 * programs; `filename*` has the real name. Nothing in a name can end the value or the header.
 *
 * @param name the last component of a path, any text
 */
export function attachment(name: string): string {
  const wellFormed = name.toWellFormed();
  // A percent sign is left out as well: some browsers decode it where nothing was encoded.
  const ascii = wellFormed.replace(/[^\x20-\x7e]/gu, "_").replace(/["\\%/]/g, "_");
  const simple = `attachment; filename="${ascii}"`;
  return ascii === wellFormed ? simple : `${simple}; filename*=UTF-8''${encode(wellFormed)}`;
}

function encode(text: string): string {
  return Array.from(utf8.encode(text), (byte) => {
    const character = String.fromCharCode(byte);
    return PLAIN.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}
