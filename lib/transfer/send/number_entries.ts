/** Numbers of entries. @module */

import type { SkippedEntry, SourceEntry } from "../../file/source/walk.ts";
import type { Tally } from "../tally.ts";
import type { NumberedEntry } from "./numbered_entry.ts";
import type { SendReport } from "./send_report.ts";

/** Numbers the entries that are found, and reports those that are skipped. */
export function* numberEntries(
  entries: Iterable<SourceEntry | SkippedEntry>,
  tally: Tally,
  report: SendReport,
): Generator<NumberedEntry> {
  for (const entry of entries) {
    if (entry.kind !== "skipped") yield { ...entry, id: tally.announced++ };
    else if (entry.failed) report.failed(entry.path, "io", entry.reason);
    else report.skipped(entry.path, entry.reason);
  }
}
