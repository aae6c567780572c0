import { assert, assertEquals, assertMatch } from "@std/assert";
import { randomWord } from "../../../lib/web/http/random_word.ts";

Deno.test("makes random words without characters that look alike", () => {
  const words = new Set(Array.from({ length: 1000 }, () => randomWord(20)));
  assertEquals(words.size, 1000);
  for (const word of words) assertMatch(word, /^[a-km-np-z2-9]{20}$/);
  const letters = new Set([...words].join(""));
  assert(letters.size >= 32, `${letters.size}`);
});
