/** Parses sizes. @module */

import { CallerError } from "../errors.ts";
import { escapeText } from "../text/escape.ts";

const FORM = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])(i?)(b?)|b)?$/i;

const POWERS = "kmgt";

/**
 * Parses a size such as `100MiB`, `800k`, `1.5G`, `20MB` or, in bytes, `65536`.
 *
 * As in GNU tools, `K` and `KiB` are 1024 bytes and `kB` is 1000. Case is ignored.
 *
 * @returns whole bytes, at least 1.
 * @throws {CallerError} code `usage` if the text has another form or the size is out of range.
 */
export function parseSize(text: string): number {
  const shown = `"${escapeText(text)}"`;
  const [whole, number, letter, binary, byte] = FORM.exec(text) ?? [];
  if (whole === undefined) {
    throw new CallerError("usage", `${shown} is not a size such as 10MiB, 800K or 1.5G`);
  }
  const base = byte && !binary ? 1000 : 1024;
  const power = letter === undefined ? 0 : POWERS.indexOf(letter.toLowerCase()) + 1;
  const size = Math.round(Number(number) * base ** power);
  if (size < 1) throw new CallerError("usage", `${shown} is too small; the least is 1 byte`);
  if (!Number.isSafeInteger(size)) throw new CallerError("usage", `${shown} is too large`);
  return size;
}
