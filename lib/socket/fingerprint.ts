/** SHA-256 fingerprints of certificates, as `--pin` takes them. Pure. @module */

import { CallerError } from "../errors.ts";

/** Hexadecimal digits of SHA-256. */
const DIGITS = 64;

/**
 * Parses `sha256:HEX`. The prefix may be left out or be that of `openssl x509 -fingerprint`, and colons may
 * stand between the bytes.
 *
 * ```ts
 * import { parseFingerprint } from "./fingerprint.ts";
 * import { assertEquals } from "@std/assert";
 * const text = `sha256 Fingerprint=${"AB:".repeat(31)}AB`;
 * assertEquals(parseFingerprint(text), "ab".repeat(32));
 * ```
 *
 * @returns 64 hexadecimal digits in lower case.
 * @throws {CallerError} code `usage` if the text has another form.
 */
export function parseFingerprint(text: string): string {
  const hex = text.trim().replace(/^sha-?256(?: fingerprint)?[:=]/i, "").replaceAll(":", "");
  if (hex.length === DIGITS && /^[0-9a-f]+$/i.test(hex)) return hex.toLowerCase();
  throw new CallerError(
    "usage",
    `${
      JSON.stringify(text)
    } is not a SHA-256 fingerprint; expected sha256: and ${DIGITS} hexadecimal digits`,
  );
}

/** The form that {@linkcode parseFingerprint} reads and messages show. */
export function formatFingerprint(hex: string): string {
  return `sha256:${hex.replaceAll(":", "").toLowerCase()}`;
}
