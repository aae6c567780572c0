import { assertEquals } from "@std/assert";
import { type Summary, summaryLine } from "../../lib/terminal/summary.ts";

const MIB = 1024 * 1024;

/** The totals that differ from an ordinary transfer of one empty file, and the line. */
const CASES: [Partial<Summary>, line: string][] = [
  [
    { files: 1000, bytes: 200 * MIB, transferred: 200 * MIB, elapsed: 1200 },
    "Sent 1,000 files (200 MiB) in 1.2 s (167 MiB/s)",
  ],
  [{ elapsed: 3 }, "Sent 1 file (0 B) in 3 ms"],
  [{ files: 0 }, "Sent 0 files (0 B) in 0 ms"],
  [
    { files: 1_234_567, bytes: MIB, transferred: MIB, elapsed: 65_000 },
    "Sent 1,234,567 files (1 MiB) in 1m 5s (15.8 KiB/s)",
  ],
  [
    { files: 32, bytes: 199 * MIB, transferred: 86 * MIB, elapsed: 4300 },
    "Sent 32 files (199 MiB) in 4.3 s (20 MiB/s); transferred 86 MiB",
  ],
  [{ bytes: MIB, elapsed: 100 }, "Sent 1 file (1 MiB) in 100 ms; transferred 0 B"],
  [
    { skipped: 1200, renamed: 1, failed: 2 },
    "Sent 1 file (0 B) in 0 ms; 1,200 skipped, 1 renamed, 2 failed",
  ],
  [{ failed: 1 }, "Sent 1 file (0 B) in 0 ms; 1 failed"],
];

const NOTHING: Summary = {
  ...{ files: 1, bytes: 0, transferred: 0, elapsed: 0 },
  ...{ skipped: 0, renamed: 0, failed: 0 },
};

for (const [totals, expected] of CASES) {
  Deno.test(`formats the summary: ${expected}`, () => {
    assertEquals(summaryLine({ ...NOTHING, ...totals }, { verb: "Sent" }), expected);
  });
}

Deno.test("says where the files are", () => {
  assertEquals(
    summaryLine({ ...NOTHING, elapsed: 30_000 }, {
      verb: "Received",
      where: "into /home/bob/holiday",
    }),
    "Received 1 file (0 B) into /home/bob/holiday in 30 s",
  );
});
