/** Bytes as a string of one character each, to split text of an unknown encoding. @module */

/** Arguments of one call at most. */
const AT_ONCE = 8192;

/** The string whose characters are the bytes, U+0000 to U+00FF. */
export function bytesToText(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += AT_ONCE) {
    text += String.fromCharCode(...bytes.subarray(at, at + AT_ONCE));
  }
  return text;
}

/** The reverse of {@linkcode bytesToText}. */
export function textToBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
