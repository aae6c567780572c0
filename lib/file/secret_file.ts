/** A secret that two machines share, out of a file. @module */

import { CallerError } from "../errors.ts";
import { permissionBits } from "./permission_bits.ts";

/** Characters of a secret at least: below that it can be guessed, given time. */
export const MIN_SECRET_LENGTH = 16;
/** Bytes of a secret file at most: more is another file. */
const MAX_FILE_BYTES = 4096;

/**
 * Reads a secret file; a line end at its end is no part of the secret.
 *
 * @throws {CallerError} code `no_input`: no such file; `usage`: too short, too long, no text.
 */
export function readSecretFile(path: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    if (Deno.statSync(path).size > MAX_FILE_BYTES) {
      throw new CallerError("usage", `read the secret: ${path} is too long to be one`);
    }
    bytes = Deno.readFileSync(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new CallerError("no_input", `read the secret: no such file: ${path}`, { cause });
  }
  return checkSecret(new TextDecoder().decode(bytes), path);
}

/** Whether others than its owner may read a file; false where the system does not say. */
export function isReadableByOthers(path: string): boolean {
  return ((permissionBits(Deno.statSync(path)) ?? 0) & 0o077) !== 0;
}

/**
 * Judges a secret by its length and returns its bytes; `where` names its origin.
 *
 * @throws {CallerError} code `usage`: it is too short.
 */
export function checkSecret(text: string, where: string): Uint8Array {
  const secret = text.replace(/\r?\n$/, "");
  if (secret.length < MIN_SECRET_LENGTH) {
    throw new CallerError(
      "usage",
      `read the secret: ${where} has less than ${MIN_SECRET_LENGTH} characters; ` +
        `a good one: head -c 24 /dev/urandom | base64`,
    );
  }
  return new TextEncoder().encode(secret);
}
