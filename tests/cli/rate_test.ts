import { assertEquals, assertThrows } from "@std/assert";
import { parseRate } from "../../lib/cli/rate.ts";
import { CallerError } from "../../lib/errors.ts";

const GOOD: [string, number][] = [
  ["65536", 65_536],
  ["1b", 1],
  ["800k", 819_200],
  ["10M", 10_485_760],
  ["10m/s", 10_485_760],
  ["1.5MiB/s", 1_572_864],
  ["1.5 MiB/s", 1_572_864],
  ["20MB", 20_000_000],
  ["1kB/s", 1000],
  ["1Gi", 1_073_741_824],
  ["1T", 1_099_511_627_776],
];

for (const [text, rate] of GOOD) {
  Deno.test(`parses ${text} as ${rate} bytes a second`, () => assertEquals(parseRate(text), rate));
}

for (const text of ["", "k", "-1k", "1x", "1kk", "1k/m", "0", "0.1", "1e9", "9999999T"]) {
  Deno.test(`rejects ${JSON.stringify(text)} as a rate`, () => {
    const error = assertThrows(() => parseRate(text), CallerError, " is ");
    assertEquals(error.code, "usage");
  });
}
