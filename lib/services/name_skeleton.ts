/**
 * Names that are not confusable (after Unicode UTS #39).
 *
 * A name consists of letters in present use of one script, because letters of two scripts often look
 * alike. Names that can still be confused (letters of another script throughout, one and l, rn and m)
 * have the same skeleton.
 *
 * @module
 */

import { hasUnsafe } from "../text/has_unsafe.ts";

/** Letters of Latin, Greek and Cyrillic without phonetic signs and small capitals, which look like others. */
const OLD_WORLD = [
  "A-Za-z\\u00aa-\\u01bf\\u01c4-\\u024f\\u1e00-\\u1eff",
  "\\u0370-\\u03ff\\u1f00-\\u1fff",
  "\\u0400-\\u052f",
];
/** The other scripts of UAX #31, table 5. Japanese and Korean are written with several. */
const OTHERS = [
  "Arabic Armenian Bengali Devanagari Ethiopic Georgian Gujarati Gurmukhi Hebrew Kannada Khmer Lao",
  "Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan",
].join(" ").split(" ").map((script) => `\\p{scx=${script}}`);
const TOGETHER = ["\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}", "\\p{scx=Han}\\p{scx=Hang}"];

const ONE_SCRIPT = new RegExp(
  `^(?:${[...OLD_WORLD, ...OTHERS, ...TOGETHER].map((set) => `[${set}0-9_-]+`).join("|")})$`,
  "u",
);
/** Letters, digits, `_` and `-`, at most 20. */
const FORM = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}_-]{0,19}$/u;

/** Pairs of characters that look alike. Capitals only if they resemble another letter than the small one. */
const TWINS = new Map(
  [
    "аa вb еe кk мm нh оo рp сc тt уy хx іi јj ѕs ԛq ԝw һh ԁd ӏl ѵv гr пn ґr єe",
    "з3 б6",
    "αa βb εe ζz ηn Ηh ιi κk Μm μu Νn νv οo ρp τt Υy υu χx γy ωw",
    "օo սu հh ոn ցg զq յj ıl 0o 1l il",
    "ロ口 エ工 ニ二 カ力 タ夕 ハ八 ト卜 ヘへ ー一 土士",
    "١۱ ٢۲ ٣۳ ٧۷ ٨۸ ٩۹ ٠۰ كک يی ىی",
  ].join(" ").split(" ").map((pair) => [...pair] as [string, string]),
);

/** Whether a name in normalization form NFC is allowed. */
export function isPlainName(name: string): boolean {
  return FORM.test(name) && !hasUnsafe(name) && ONE_SCRIPT.test(name.replace(/\p{M}/gu, ""));
}

/** A text that is equal for names that look alike. */
export function nameSkeleton(name: string): string {
  const letters = name.normalize("NFKD").replace(/\p{Mn}/gu, "");
  const plain = Array.from(letters, (letter) => TWINS.get(letter) ?? letter.toLowerCase());
  const twins = plain.map((letter) => TWINS.get(letter) ?? letter);
  return twins.map((letter) => TWINS.get(letter) ?? letter).join("")
    .replaceAll("m", "rn").replaceAll("w", "vv");
}
