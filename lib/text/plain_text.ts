/** Untrusted text that is passed on to other peers. @module */

import { replaceUnsafe } from "./replace_unsafe.ts";

/**
 * Removes unsafe characters and replaces tabs by spaces. The receiving program may show the text without
 * escaping it.
 *
 * ```ts
 * import { plainText } from "./plain_text.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(plainText("a\x1b[2Jb"), "a[2Jb");
 * ```
 */
export function plainText(text: string): string {
  return replaceUnsafe(text.replaceAll("\t", " "), () => "");
}
