import { assert, assertEquals, assertFalse } from "@std/assert";
import { CodeGuesses, MAX_WRONG_GUESSES } from "../../lib/secure/guesses.ts";

Deno.test("invalidates a code after the third wrong guess", () => {
  const guesses = new CodeGuesses();
  assertEquals(MAX_WRONG_GUESSES, 3);
  for (let i = 0; i < 3; i++) assert(guesses.spend());
  assertFalse(guesses.spend());
  assertEquals(guesses.left, 0);
  assertFalse(guesses.used);
});

Deno.test("invalidates a code after the first right guess", () => {
  const guesses = new CodeGuesses();
  assert(guesses.spend());
  guesses.succeed();
  assertFalse(guesses.spend());
  assert(guesses.used);
});

Deno.test("a right guess costs none, and a code that is offered again goes on counting wrong ones", () => {
  const guesses = new CodeGuesses();
  guesses.spend();
  guesses.spend();
  guesses.confirm();
  assertEquals([guesses.left, guesses.used], [2, false]);
  guesses.succeed();
  assertEquals(guesses.left, 0);
  guesses.reopen();
  assertEquals(guesses.left, 2);
});

Deno.test("recognizes a checked guess by its mark while the code is valid", () => {
  const mark = (n: number) => new Uint8Array(16).fill(n);
  for (const end of ["dead", "used"]) {
    const guesses = new CodeGuesses();
    assertFalse(guesses.hasSeen(mark(1)));
    guesses.see(mark(1));
    assert(guesses.hasSeen(mark(1)));
    assertFalse(guesses.hasSeen(mark(2)));
    if (end === "used") guesses.succeed();
    else while (guesses.spend());
    assertFalse(guesses.hasSeen(mark(1)));
  }
});

Deno.test("remembers a limited number of marks, and counts every guess beyond it", () => {
  const guesses = new CodeGuesses();
  const mark = (n: number) => new Uint8Array(16).fill(n);
  for (let n = 0; n < 200; n++) guesses.see(mark(n));
  assertFalse(guesses.hasSeen(mark(0)) || guesses.hasSeen(mark(199)));
});
