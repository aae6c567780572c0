/** The size limit of an uploaded file. @module */

import { SluiceError } from "../../errors.ts";

/**
 * Checks a file's size.
 *
 * @param maxSize Bytes that a file may have; undefined for no limit.
 * @throws {SluiceError} code `limit` if the file is larger.
 */
export function checkFileSize(size: number, maxSize: number | undefined): void {
  if (maxSize === undefined || size <= maxSize) return;
  const text = `receive: a file may have ${maxSize} bytes at most`;
  throw new SluiceError("refusal", "limit", text);
}
