/** The entries of a folder that a request selects. @module */

import { MAX_FORM_BYTES } from "../../limits.ts";

/**
 * Reads the body of a form (`application/x-www-form-urlencoded`).
 *
 * @returns undefined where it is longer than {@linkcode MAX_FORM_BYTES} characters.
 */
export async function formWords(request: Request): Promise<URLSearchParams | undefined> {
  let text = "";
  const stream = request.body?.pipeThrough(new TextDecoderStream()) ?? [];
  for await (const piece of stream) {
    text += piece;
    if (text.length > MAX_FORM_BYTES) return undefined;
  }
  return new URLSearchParams(text);
}

/**
 * Returns the selected names as they stand in URLs. The page sends `item`, which is encoded because forms
 * normalise line ends in values; scripts send `name`, which is not.
 */
export function namesIn(words: URLSearchParams): string[] {
  const names = words.getAll("name").map((name) => encodeURIComponent(name.toWellFormed()));
  return [...words.getAll("item"), ...names];
}
