// What the scripts of the pages share: elements, words, and numbers in words.

const { language, words } = JSON.parse(document.getElementById("words").textContent);
const plurals = new Intl.PluralRules(language);

/** Returns the element with an id. */
export const byId = (id) => document.getElementById(id);

/** Returns the text of a key in the page's language, filled in as `words/say.ts` does. */
export function say(key, values = {}) {
  const text = words[key];
  const chosen = typeof text === "string"
    ? text
    : text[plurals.select(Number(values.count)) === "one" && text.one ? "one" : "other"];
  return chosen.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = Object.hasOwn(values, name) ? values[name] : whole;
    return typeof value === "number" ? value.toLocaleString(language) : value;
  });
}

/** Makes an element. `text` becomes its content, every other property is set on it. */
export function make(tag, { text, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  return element;
}

/** Shows characters that hide or reorder text as escapes. */
export function visible(name) {
  return name.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0).toString(16)}}`,
  );
}

/** Says a number of bytes. */
export function bytes(n) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let at = 0;
  while (n >= 1024 && at < units.length - 1) [n, at] = [n / 1024, at + 1];
  const digits = at === 0 || n >= 100 ? 0 : 1;
  const shown = n.toLocaleString(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${shown} ${units[at]}`;
}

/** Says a number of seconds. */
export function duration(seconds) {
  const s = Math.ceil(seconds);
  if (s < 60) return say("second", { count: s });
  if (s < 3600) {
    return `${say("minute", { count: Math.floor(s / 60) })} ${say("second", { count: s % 60 })}`;
  }
  const minutes = Math.floor(s / 60) % 60;
  return `${say("hour", { count: Math.floor(s / 3600) })} ${say("minute", { count: minutes })}`;
}
