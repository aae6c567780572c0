import { assert, assertEquals, assertFalse, assertStringIncludes, assertThrows } from "@std/assert";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { CallerError } from "../../lib/errors.ts";
import {
  codeSecret,
  completeCode,
  completeWord,
  formatCodePhrase,
  generateCodePhrase,
  MAX_CHANNEL,
  parseCodePhrase,
} from "../../lib/secure/code_phrase.ts";

const CODE = { channel: 7, words: ["orbit", "velvet"] };

Deno.test("has 2048 words that differ in their first four letters", () => {
  assertEquals(wordlist.length, 2048);
  assertEquals(new Set(wordlist.map((word) => word.slice(0, 4))).size, 2048);
  assert(wordlist.every((word) => /^[a-z]{3,8}$/.test(word)));
});

Deno.test("generates a channel and words of the list that parse to the same code", () => {
  const channels = new Set<number>();
  const words = new Set<string>();
  for (let i = 0; i < 500; i++) {
    const code = generateCodePhrase();
    assertEquals(code.words.length, 2);
    assert(code.channel >= 1 && code.channel <= MAX_CHANNEL);
    assertEquals(parseCodePhrase(formatCodePhrase(code)), code);
    channels.add(code.channel);
    code.words.forEach((word) => words.add(word));
  }
  // 500 draws of 999 and 1000 of 2048 reveal a biased generator.
  assert(channels.size > 300, `${channels.size} channels`);
  assert(words.size > 650, `${words.size} words`);
});

Deno.test("generates 2 to 12 words, and rejects other numbers", () => {
  assertEquals(generateCodePhrase(5).words.length, 5);
  for (const count of [0, 1, 13, NaN]) assertThrows(() => generateCodePhrase(count), RangeError);
});

const READ_ALIKE = [
  "7-orbit-velvet",
  "7 orbit velvet",
  "  7  ORBIT   Velvet \n",
  "7_orbit.velvet",
  "7orbit-velvet",
  "7 – orbit — velvet",
  "７-orbit-velvet",
  "007-orbit-velvet",
  "7-orbi-velv",
  "7 orb velvet",
  "sluice receive 7-orbit-velvet",
  "$ sluice receive 7-orbit-velvet",
  "`sluice receive 7-orbit-velvet`",
  "Sluice  Receive 7 orbit velvet",
  "sluice-run receive 7-orbit-velvet",
  "sluice receive 7-orbit-velvet --from 192.0.2.8:7584",
  "Code: 7-orbit-velvet",
  '"7-orbit-velvet"',
  "`7-orbit-velvet`",
  "\u201c7-orbit-velvet\u201d",
];
for (const text of READ_ALIKE) {
  Deno.test(`parses a code as it is typed: ${JSON.stringify(text)}`, () => {
    assertEquals(parseCodePhrase(text), CODE);
  });
}

const REFUSED: [string, string][] = [
  ["", "must begin with a number"],
  ["orbit-velvet", "must begin with a number"],
  ["0-orbit-velvet", "from 1 to 999"],
  ["1000-orbit-velvet", "from 1 to 999"],
  ["7-orbit", "2 to 12 words must follow the number, as in 7-orbit-lemon; found 1"],
  ["7", "found 0"],
  ["7-otter-velvet", '"otter" is not a word of a code'],
  ["7-o-velvet", '"o" is ambiguous: oak, obey, object, oblige, …'],
  ["7-12-velvet", "is not a word of a code"],
  ["7-\x1b[2J-velvet", '"2" is not a word of a code'],
];
for (const [text, expected] of REFUSED) {
  Deno.test(`rejects a code with the reason: ${JSON.stringify(text)}`, () => {
    const { message, code } = assertThrows(() => parseCodePhrase(text), CallerError);
    assertEquals(code, "usage");
    assertStringIncludes(message, expected);
    // The rest of the code must not be shown or logged.
    assertFalse(message.includes("velvet"), message);
  });
}

Deno.test("formats a code with dashes, and uses only its words as the secret", () => {
  assertEquals(formatCodePhrase(CODE), "7-orbit-velvet");
  assertEquals(new TextDecoder().decode(codeSecret(CODE)), "orbit-velvet");
});

Deno.test("completes the last word of a code", () => {
  assertEquals(completeWord("orb"), ["orbit"]);
  assertEquals(completeCode("7-orb"), ["7-orbit"]);
  assertEquals(completeCode("7 orbit vel"), ["7 orbit velvet"]);
  assertEquals(completeCode("7-orbit-VEL"), ["7-orbit-velvet"]);
  assertEquals(completeCode("7-"), []);
  assertEquals(completeCode("orb"), []);
  assertEquals(completeCode("7-zzz"), []);
});
