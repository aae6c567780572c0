/** Bytes as a string of one character each: to cut at line ends without a guess at the encoding. @module */

/** Characters that one call takes as arguments. */
const AT_ONCE = 8192;

/** A string whose characters are the bytes, U+0000 to U+00FF. */
export function bytesToText(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += AT_ONCE) {
    text += String.fromCharCode(...bytes.subarray(at, at + AT_ONCE));
  }
  return text;
}

/** The bytes that {@linkcode bytesToText} made a string of. */
export function textToBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
