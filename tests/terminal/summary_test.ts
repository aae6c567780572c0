import { assertEquals } from "@std/assert";
import { summaryLine } from "../../lib/terminal/summary.ts";

const MIB = 1024 * 1024;

const CASES: [files: number, bytes: number, transferred: number, elapsed: number, line: string][] =
  [
    [1000, 200 * MIB, 200 * MIB, 1200, "1,000 files, 200 MiB in 1.2 s (167 MiB/s)"],
    [1, 0, 0, 3, "1 file, 0 B in 0.0 s"],
    [0, 0, 0, 0, "0 files, 0 B in 0.0 s"],
    [1_234_567, MIB, MIB, 65_000, "1,234,567 files, 1 MiB in 1m 5s (15.8 kiB/s)"],
    [2, 5, 5, 59_990, "2 files, 5 B in 1m (0 B/s)"],
    [
      32,
      199 * MIB,
      86 * MIB,
      4300,
      "32 files, 199 MiB; transferred 86 MiB in 4.3 s (20 MiB/s)",
    ],
    [3, MIB, 0, 100, "3 files, 1 MiB; transferred 0 B in 0.1 s"],
  ];

for (const [files, bytes, transferred, elapsed, expected] of CASES) {
  Deno.test(`formats the summary: ${expected}`, () => {
    assertEquals(summaryLine({ files, bytes, transferred, elapsed }), expected);
  });
}
