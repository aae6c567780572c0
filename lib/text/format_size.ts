/** Sizes for users. @module */

import { format } from "@std/fmt/bytes";

/** Formats bytes with the units of IEC 80000-13: `1536` is `1.5 KiB`. `@std/fmt` writes `kiB`. */
export function formatSize(bytes: number): string {
  return format(bytes, { binary: true }).replace("kiB", "KiB");
}
