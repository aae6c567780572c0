/** Sizes in the language of a page. Pure. @module */

import { formatSize } from "../../text/format_size.ts";
import type { Language } from "./words/language.ts";

/** Writes a size with the decimal sign of a language. */
export function shownSize(bytes: number, language: Language): string {
  const text = formatSize(bytes);
  return language === "de" || language === "fr" || language === "es"
    ? text.replace(".", ",")
    : text;
}
