/** The last line of a transfer. @module */

import { formatSize } from "../text/format_size.ts";
import { formatTime } from "../text/format_time.ts";

/** The totals of a transfer. */
export interface Summary {
  /** Number of files. */
  files: number;
  /** Bytes of content. */
  bytes: number;
  /** Bytes transferred: fewer if the receiver had a part already. */
  transferred: number;
  /** Files that were left out because their names exist. */
  skipped: number;
  /** Files and folders that were stored under another name because theirs exist. */
  renamed: number;
  /** Entries that could not be sent or stored. */
  failed: number;
  /** Duration in milliseconds. */
  elapsed: number;
}

/** Options of {@linkcode summaryLine}. */
export interface SummaryOptions {
  /** The first word. */
  verb: "Sent" | "Received";
  /** Where to, with its preposition and escaped: `into /home/bob/holiday`. @default {nothing} */
  where?: string;
}

/**
 * Formats a summary: `Received 32 files (199 MiB) into /home/bob/holiday in 4.3 s (46.3 MiB/s)`. What differs
 * from the usual course follows: `; transferred 86 MiB; 3 skipped, 1 renamed, 2 failed`.
 */
export function summaryLine(
  { files, bytes, transferred, skipped, renamed, failed, elapsed }: Summary,
  { verb, where }: SummaryOptions,
): string {
  const count = `${grouped(files)} ${files === 1 ? "file" : "files"} (${formatSize(bytes)})`;
  const rate = elapsed > 0 && transferred > 0
    ? ` (${formatSize(Math.round(transferred / elapsed * 1000))}/s)`
    : "";
  const place = where === undefined ? "" : ` ${where}`;
  const moved = transferred === bytes ? "" : `; transferred ${formatSize(transferred)}`;
  const others = Object.entries({ skipped, renamed, failed })
    .flatMap(([what, number]) => number === 0 ? [] : [`${grouped(number)} ${what}`]);
  const rest = others.length === 0 ? "" : `; ${others.join(", ")}`;
  return `${verb} ${count}${place} in ${formatTime(elapsed)}${rate}${moved}${rest}`;
}

/** Not locale-dependent: the rest of the line is English, and loading `Intl` takes milliseconds. */
function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
