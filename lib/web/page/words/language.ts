/** The languages of the pages, and which of them a request asks for. Pure. @module */

/** The languages, by their primary subtags (BCP 47). The first is the default. */
export const LANGUAGES = ["en", "de", "fr", "es", "zh", "ja"] as const;
/** One of the languages. */
export type Language = typeof LANGUAGES[number];

/** The name of each language in itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: "English",
  de: "Deutsch",
  fr: "Français",
  es: "Español",
  zh: "简体中文",
  ja: "日本語",
};

/** The value of `lang` attributes. */
export const LANGUAGE_TAGS: Readonly<Record<Language, string>> = {
  en: "en",
  de: "de",
  fr: "fr",
  es: "es",
  zh: "zh-Hans",
  ja: "ja",
};

/** Name of the parameter that switches the language. */
export const LANGUAGE_PARAMETER = "lang";
/** Name of the cookie that keeps it. */
export const LANGUAGE_COOKIE = "sluice-lang";

/** Returns the language that a user chose by a link; undefined without a choice. */
export function chosenLanguage(query: URLSearchParams): Language | undefined {
  return known(query.get(LANGUAGE_PARAMETER) ?? "");
}

/**
 * Returns the language of the answer to a request: the one chosen by its query or earlier (cookie), or else
 * the client's most preferred one (RFC 9110, section 12.5.4).
 */
export function languageOf(headers: Headers, query: URLSearchParams): Language {
  const [, kept = ""] = /(?:^|;\s*)sluice-lang=(\w+)/.exec(headers.get("cookie") ?? "") ?? [];
  return chosenLanguage(query) ?? known(kept) ?? preferred(headers.get("accept-language") ?? "");
}

/** Characters of `Accept-Language` that are read. */
const LONGEST = 500;

function preferred(header: string): Language {
  const ranges = header.slice(0, LONGEST).split(",").map((part, index) => {
    const [tag = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    const weight = parameters.find((text) => text.startsWith("q="))?.slice(2);
    return { tag, index, quality: weight === undefined ? 1 : Number(weight) || 0 };
  });
  ranges.sort((a, b) => b.quality - a.quality || a.index - b.index);
  for (const { tag, quality } of ranges) {
    const language = known(tag.split("-", 1)[0]!);
    if (quality > 0 && language !== undefined) return language;
  }
  return LANGUAGES[0];
}

function known(tag: string): Language | undefined {
  return LANGUAGES.find((language) => language === tag);
}
