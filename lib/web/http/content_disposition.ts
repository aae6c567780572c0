/** `Content-Disposition` of a download (RFC 6266, with RFC 8187 for characters beyond ASCII). @module */

/** Characters that `filename*` holds without encoding: RFC 8187's `attr-char`. */
const PLAIN = /[A-Za-z0-9!#$&+.^_`|~-]/;
const utf8 = new TextEncoder();

/**
 * Returns the header's value for a download. `filename` is an ASCII fallback for old clients and comes
 * first; `filename*` has the real name. No character of a name can end the parameter or the header.
 *
 * @param name The last component of a path; any text.
 */
export function attachment(name: string): string {
  const wellFormed = name.toWellFormed();
  // Some browsers decode percent signs in `filename`, although it has no encoding.
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
