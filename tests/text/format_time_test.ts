import { assertEquals } from "@std/assert";
import { formatTime } from "../../lib/text/format_time.ts";

const CASES: [milliseconds: number, text: string][] = [
  [0, "0 ms"],
  [40.4, "40 ms"],
  [999.7, "1.0 s"],
  [4300, "4.3 s"],
  [30_000, "30 s"],
  [59_949, "59.9 s"],
  [59_960, "1m"],
  [80_000, "1m 20s"],
  [3_600_000, "1h"],
];

for (const [milliseconds, text] of CASES) {
  Deno.test(`formats ${milliseconds} ms as ${text}`, () => {
    assertEquals(formatTime(milliseconds), text);
  });
}
