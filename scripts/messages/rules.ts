/** The rules for messages that a machine can check; docs/contributing.md has the others. @module */

import { HOLE, type Sink } from "./collect.ts";

/** Maximum length of the fixed text in characters, so that a message with its values fits two lines. */
const MAX_FIXED = 140;

/** A command that a message is about: `serve exec works over TCP only`. */
const COMMAND = "(get|lookup|serve) ";
/**
 * A capital letter, a value, a quotation mark, a flag, a digit, an address or a command; an indented line,
 * an ellipsis or a direction of bytes.
 */
const START = new RegExp(
  `^(\\p{Lu}|${HOLE}|["'\`]|-|[\\d:.[]|unix:|(tcp|udp|tls)://|${COMMAND}| {2}|… |[<>] )`,
  "u",
);
/** Codes and kinds for programs, which stand beside messages. */
const CODE = /^(permission|unavailable|internal|name|machine|interface)$/;

/** The name of an operation and a colon, where the remedy or the situation should stand. */
const OPERATION = new RegExp(
  `^[a-z][a-z -]*( ["']?${HOLE}["']?)?: |^(${HOLE}: )?(an?|the|it|is|its|this|that|there) `,
);

/** Words and phrases of the old dialect, and what to write instead. */
const PHRASES: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bit is none\b/, '"it is not a …"'],
  [/(?<!\bthere )\bis no (?!longer)/i, '"is not a"'],
  [/\bis none\b/, '"is not a …"'],
  [/\bawaits none\b/, '"was not expected"'],
  [/\bhas no use for\b/, '"does not take"'],
  [/\bsay (what|either|--)/, '"use"'],
  [/\bwho(so)?ever\b/, "the actor"],
  [/\bmeanwhile\b/, '"while …"'],
  [/\b(something|nothing|anything) of that name\b/, '"already exists"'],
  [/\bblanks?\b/, '"space"'],
  [/\bone word too many\b/, '"argument"'],
  [
    /\bthe other (side|one) (says|said|wants|is|was|closed|reset)\b/,
    "the sender, receiver or peer",
  ],
  [/\bthe other side\b/, "the sender, receiver or peer"],
  [/\bcannot be judged\b/, '"cannot be checked"'],
  [/\bfell silent\b/, '"stopped sending"'],
  [/\bhung up\b/, '"closed the connection"'],
  [/\bgiven up\b/, '"abandoned"'],
  [/\bused up\b/, '"has been used"'],
  [/\bcame (before|back|with)\b/, '"arrived"'],
  [/\bgo(es)? on\b/, '"continue"'],
];

/** One message that breaks a rule. */
export interface MessageFinding {
  /** The file, from the root. */
  file: string;
  line: number;
  /** The text, with `⟨⟩` for values. */
  text: string;
  /** What is wrong. */
  rule: string;
}

/** Returns the findings in the texts of one place, in the order of the texts. */
export function judgeSink({ file, line, kind, texts }: Sink): MessageFinding[] {
  return texts.flatMap((text) => {
    const shown = text.replaceAll(HOLE, "⟨⟩");
    return problemsOf(text, kind).map((rule) => ({ file, line, text: shown, rule }));
  });
}

/** What is wrong with a text. Texts without a letter of their own are values. */
export function problemsOf(text: string, kind: Sink["kind"]): string[] {
  if (!/\p{L}/u.test(text) || CODE.test(text)) return [];
  const problems: string[] = [];
  if (kind === "message" && OPERATION.test(text)) {
    problems.push("names an operation, or continues a sentence: say what happened");
  } else if (kind === "message" && !START.test(text)) {
    problems.push("begins with a small letter");
  }
  if (/[^.][.!]$/.test(text)) problems.push("ends with a full stop or an exclamation mark");
  const fixed = text.replaceAll(HOLE, "").length;
  if (fixed > MAX_FIXED) problems.push(`is ${fixed} characters long, more than ${MAX_FIXED}`);
  for (const [pattern, instead] of PHRASES) {
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) problems.push(`has "${found}": write ${instead}`);
  }
  return problems;
}
