/** Texts of the pages, filled in. The pages' scripts do the same (`page.js`). Pure. @module */

import { type Language, LANGUAGE_TAGS } from "./language.ts";

/**
 * A text. `{name}` stands for a value. Where a number of things changes the wording, there is a text for
 * each plural category of the language (Unicode CLDR), chosen by the value `count`.
 */
export type Text = string | { readonly one?: string; readonly other: string };
/** Texts by their keys. */
export type Texts = Readonly<Record<string, Text>>;
/** The texts of a page in all languages. */
export type Words<T extends Texts> = Readonly<Record<Language, { readonly [K in keyof T]: Text }>>;
/** Values to fill in. Numbers are written as the language does. */
export type Values = Readonly<Record<string, string | number>>;

/** Says the text of a key in one language. */
export type Say<K extends string = string> = (key: K, values?: Values) => string;

/** Returns a function that says the texts of a table in a language. */
export function sayer<T extends Texts>(words: Words<T>, language: Language): Say<keyof T & string> {
  const table = words[language];
  return (key, values = {}) => fill(table[key], values, LANGUAGE_TAGS[language]);
}

function fill(text: Text, values: Values, tag: string): string {
  const chosen = typeof text === "string" ? text : pluralOf(text, Number(values.count), tag);
  return chosen.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name]! : whole;
    return typeof value === "number" ? value.toLocaleString(tag) : value;
  });
}

function pluralOf(text: Exclude<Text, string>, count: number, tag: string): string {
  const category = new Intl.PluralRules(tag).select(count);
  return category === "one" && text.one !== undefined ? text.one : text.other;
}
