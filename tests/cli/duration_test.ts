import { assertEquals, assertThrows } from "@std/assert";
import { parseDuration } from "../../lib/cli/duration.ts";
import { CallerError } from "../../lib/errors.ts";

const GOOD: [string, number][] = [
  ["10s", 10_000],
  ["30", 30_000],
  ["0.5", 500],
  ["1m30s", 90_000],
  ["500ms", 500],
  ["2h", 7_200_000],
  ["1.5h", 5_400_000],
  ["1d", 86_400_000],
  ["1h1ms", 3_600_001],
  ["2147483647ms", 2_147_483_647],
];

for (const [text, milliseconds] of GOOD) {
  Deno.test(`parses ${text} as ${milliseconds} milliseconds`, () => {
    assertEquals(parseDuration(text), milliseconds);
  });
}

for (
  const text of ["", "s", "-1", "1s1m", "1s1s", "1 s", "10S", "1e3", "0", "0s", "0.1ms", "25d"]
) {
  Deno.test(`rejects ${JSON.stringify(text)} as a duration`, () => {
    const error = assertThrows(() => parseDuration(text), CallerError, " is ");
    assertEquals(error.code, "usage");
  });
}

Deno.test("accepts a duration of 0 only if allowed", () => {
  assertEquals(parseDuration("0", 0), 0);
  assertThrows(() => parseDuration("0"));
});

Deno.test("accepts 0 if the caller allows it", () => {
  for (const text of ["0", "0s", "0ms"]) assertEquals(parseDuration(text, 0), 0);
});
