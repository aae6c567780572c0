import { assertEquals, assertThrows } from "@std/assert";
import { parseSize } from "../../lib/cli/size.ts";
import { CallerError } from "../../lib/errors.ts";

const GOOD: [string, number][] = [
  ["65536", 65_536],
  ["1b", 1],
  ["800k", 819_200],
  ["800K", 819_200],
  ["800KiB", 819_200],
  ["800kB", 800_000],
  ["10M", 10_485_760],
  ["10MiB", 10_485_760],
  ["10MB", 10_000_000],
  ["1.5 GiB", 1_610_612_736],
  ["1GB", 1_000_000_000],
];

for (const [text, size] of GOOD) {
  Deno.test(`parses ${text} as ${size} bytes`, () => assertEquals(parseSize(text), size));
}

for (const text of ["", "k", "-1k", "1x", "10M/s", "0", "0.1", "9999999T"]) {
  Deno.test(`rejects ${JSON.stringify(text)} as a size`, () => {
    const error = assertThrows(() => parseSize(text), CallerError, JSON.stringify(text));
    assertEquals(error.code, "usage");
  });
}
