/** The size limit of an uploaded file. @module */

import { SluiceError } from "../../errors.ts";
import { formatSize } from "../../text/format_size.ts";

/**
 * Checks a file's size.
 *
 * @param maxSize Bytes that a file may have; undefined for no limit.
 * @throws {SluiceError} code `limit` if the file is larger.
 */
export function checkFileSize(size: number, maxSize: number | undefined): void {
  if (maxSize === undefined || size <= maxSize) return;
  const text = `The file is too large; at most ${formatSize(maxSize)} are allowed`;
  throw new SluiceError("refusal", "limit", text);
}
