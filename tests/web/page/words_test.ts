import { assert, assertEquals } from "@std/assert";
import { commonWords } from "../../../lib/web/page/words/common.ts";
import { dropWords } from "../../../lib/web/page/words/drop.ts";
import { errorWords } from "../../../lib/web/page/words/errors.ts";
import { reasonWords } from "../../../lib/web/page/words/reasons.ts";
import { languageOf, LANGUAGES } from "../../../lib/web/page/words/language.ts";
import { sayer, type Text, type Words } from "../../../lib/web/page/words/say.ts";
import { shareWords } from "../../../lib/web/page/words/share.ts";
import { textWords } from "../../../lib/web/page/words/text.ts";

const TABLES: Readonly<Record<string, Words<Record<string, Text>>>> = {
  common: commonWords,
  drop: dropWords,
  errors: errorWords,
  reasons: reasonWords,
  share: shareWords,
  text: textWords,
};

/** The names of the values in a text. */
function slots(text: Text): string[] {
  const all = typeof text === "string" ? text : (text.one ?? "") + text.other;
  return [...new Set(Array.from(all.matchAll(/\{(\w+)\}/g), ([, name]) => name!))].sort();
}

for (const [table, words] of Object.entries(TABLES)) {
  Deno.test(`the ${table} words have the same texts and values in every language`, () => {
    for (const language of LANGUAGES) {
      assertEquals(Object.keys(words[language]).sort(), Object.keys(words.en).sort(), language);
      for (const [key, text] of Object.entries(words[language])) {
        assertEquals(slots(text), slots(words.en[key]!), `${language} ${key}`);
      }
    }
  });

  Deno.test(`the ${table} words are translated`, () => {
    for (const language of LANGUAGES.slice(1)) {
      const same = Object.entries(words[language]).filter(([key, text]) => {
        const [ours, english] = [JSON.stringify(text), JSON.stringify(words.en[key])];
        return ours === english && /\p{L}{5}/u.test(english.replace(/\{\w+\}/g, ""));
      });
      // Single words may be the same, as "Dossier".
      assert(same.length <= 3, `${language}: ${same.map(([key]) => key)}`);
    }
  });
}

Deno.test("a number chooses the wording, and is written as the language does", () => {
  const [en, ja] = [sayer(shareWords, "en"), sayer(shareWords, "ja")];
  assertEquals(en("folderCount", { count: 1 }), "1 folder");
  assertEquals(en("folderCount", { count: 12345 }), "12,345 folders");
  assertEquals(ja("folderCount", { count: 1 }), "1 個のフォルダー");
  assertEquals(sayer(shareWords, "fr")("folderCount", { count: 0 }), "0 dossier");
});

Deno.test("a value that looks like a slot is not filled in again", () => {
  const say = sayer(dropWords, "en");
  assertEquals(say("of", { verb: "Pause", name: "{verb}" }), "Pause: {verb}");
  assertEquals(say("of", { verb: "{constructor}", name: "$&" }), "{constructor}: $&");
});

Deno.test("chooses the language by query, cookie and Accept-Language, in this order", () => {
  const choose = (header: string, cookie = "", query = "") =>
    languageOf(
      new Headers({ "accept-language": header, ...cookie !== "" && { cookie } }),
      new URLSearchParams(query),
    );
  assertEquals(choose("de-CH, en;q=0.8"), "de");
  assertEquals(choose("nl, fr;q=0.4, es;q=0.9"), "es");
  assertEquals(choose("zh-TW"), "zh");
  assertEquals(choose("de;q=0, pt"), "en");
  assertEquals(choose("*"), "en");
  assertEquals(choose("de", "a=b; sluice-lang=ja"), "ja");
  assertEquals(choose("de", "sluice-lang=xx"), "de");
  assertEquals(choose("de", "sluice-lang=ja", "lang=es"), "es");
  assertEquals(choose("de", "", "lang=<b>"), "de");
});
