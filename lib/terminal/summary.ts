/** The summary line of a transfer. @module */

import { format as formatBytes } from "@std/fmt/bytes";
import { format as formatDuration } from "@std/fmt/duration";

/** The totals of a transfer. */
export interface Summary {
  /** Number of files. */
  files: number;
  /** Bytes of content. */
  bytes: number;
  /** Bytes transferred: fewer if the receiver had a part already. */
  transferred: number;
  /** Duration in milliseconds. */
  elapsed: number;
}

/**
 * Formats a summary: `1,000 files, 200 MiB in 1.2 s (167 MiB/s)`. If another amount was transferred:
 * `1,000 files, 200 MiB; transferred 86 MiB in 1.2 s (71.7 MiB/s)`.
 */
export function summaryLine({ files, bytes, transferred, elapsed }: Summary): string {
  const size = (bytes: number) => formatBytes(bytes, { binary: true });
  const count = `${grouped(files)} ${files === 1 ? "file" : "files"}, ${size(bytes)}`;
  const rate = elapsed > 0 && transferred > 0
    ? ` (${size(Math.round(transferred / elapsed * 1000))}/s)`
    : "";
  const moved = transferred === bytes ? "" : `; transferred ${size(transferred)}`;
  return `${count}${moved} in ${time(elapsed)}${rate}`;
}

/** Not locale-dependent: the rest of the line is English, and loading `Intl` takes milliseconds. */
function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

function time(elapsed: number): string {
  if (elapsed < 59_950) return `${(elapsed / 1000).toFixed(1)} s`;
  return formatDuration(Math.round(elapsed / 1000) * 1000, { ignoreZero: true });
}
