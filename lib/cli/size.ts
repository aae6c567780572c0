/** Parses sizes. @module */

import { CallerError } from "../errors.ts";
import { escapeText } from "../text/escape.ts";

const FORM = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])(i?)(b?)|b)?$/i;

const POWERS = "kmgt";

/**
 * The bytes of a size such as `100MiB`, `800k`, `1.5G`, `20MB` or `65536`; undefined for another form.
 *
 * As in GNU tools, `K` and `KiB` are 1024 bytes and `kB` is 1000. Case is ignored.
 */
export function sizeOf(text: string): number | undefined {
  const [whole, number, letter, binary, byte] = FORM.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const base = byte && !binary ? 1000 : 1024;
  const power = letter === undefined ? 0 : POWERS.indexOf(letter.toLowerCase()) + 1;
  return Math.round(Number(number) * base ** power);
}

/**
 * Parses a size; see {@linkcode sizeOf}.
 *
 * @returns whole bytes, at least 1.
 * @throws {CallerError} code `usage` if the text has another form or the size is out of range.
 */
export function parseSize(text: string): number {
  const size = sizeOf(text);
  const invalid = (why: string) =>
    new CallerError("usage", `Invalid size ${escapeText(text) || '""'}: ${why}`);
  if (size === undefined) throw invalid("expected a form like 100MiB, 800K or 1.5GiB");
  if (size < 1) throw invalid("it must be at least 1 byte");
  if (!Number.isSafeInteger(size)) throw invalid("it is too large");
  return size;
}
