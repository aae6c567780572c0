import { assert, assertEquals, assertFalse } from "@std/assert";
import { CodeGuesses, MAX_WRONG_GUESSES, SecretGuesses } from "../../lib/secure/guesses.ts";

Deno.test("a code dies of the third wrong guess", () => {
  const guesses = new CodeGuesses();
  assertEquals(MAX_WRONG_GUESSES, 3);
  for (let i = 0; i < 3; i++) assert(guesses.spend());
  assertFalse(guesses.spend());
  assertEquals(guesses.left, 0);
  assertFalse(guesses.used);
});

Deno.test("a code dies of the first right guess", () => {
  const guesses = new CodeGuesses();
  assert(guesses.spend());
  guesses.succeed();
  assertFalse(guesses.spend());
  assert(guesses.used);
});

Deno.test("a secret shared ahead never dies, but wrong guesses beyond a few have to wait", () => {
  let now = 0;
  const guesses = new SecretGuesses(() => now);
  for (let i = 0; i < 10; i++) assert(guesses.spend());
  assertFalse(guesses.spend());
  now += 5999;
  assertFalse(guesses.spend());
  now += 1;
  assert(guesses.spend());
  assertFalse(guesses.spend());
  now += 3_600_000;
  for (let i = 0; i < 10; i++) assert(guesses.spend());
  assertFalse(guesses.spend());
});

Deno.test("right guesses at a secret cost nothing", () => {
  const guesses = new SecretGuesses(() => 0);
  for (let i = 0; i < 100; i++) {
    assert(guesses.spend());
    guesses.succeed();
  }
});
