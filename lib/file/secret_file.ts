/** Files with a secret that two machines share. @module */

import { CallerError } from "../errors.ts";
import { localFault } from "./local_fault.ts";
import { permissionBits } from "./permission_bits.ts";

/** Minimum length of a secret in characters: a shorter one can be guessed, given time. */
export const MIN_SECRET_LENGTH = 16;
/** Maximum size of a secret file in bytes: a larger file is not one. */
const MAX_FILE_BYTES = 4096;
/** Names of standard input. The runtime does not open these paths, but the descriptor is open already. */
const STANDARD_INPUT = ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"];

/** A secret, and what is known about its file. */
export interface SecretFile {
  /** The secret's bytes. */
  secret: Uint8Array;
  /** Whether other users than the owner may read the file; false for pipes and on systems without modes. */
  readableByOthers: boolean;
}

/** Whether a path names standard input: `-`, `/dev/stdin`, `/dev/fd/0` or `/proc/self/fd/0`. */
export function isStandardInput(path: string): boolean {
  return STANDARD_INPUT.includes(path);
}

/**
 * Reads a secret from a file, a pipe (`<(PROGRAM)`) or standard input. A line end at its end is not
 * part of the secret. No more than 4096 bytes are read.
 *
 * @param path The file; {@linkcode isStandardInput} tells which paths mean standard input.
 * @param stdin Standard input.
 * @throws {CallerError} code `no_input`: no such file; `usage`: too short, too long, a folder.
 * @throws {LocalError} The file cannot be read.
 */
export async function readSecretFile(
  path: string,
  stdin: ReadableStream<Uint8Array>,
): Promise<SecretFile> {
  const shown = JSON.stringify(path);
  const check = async (chunks: AsyncIterable<Uint8Array>) =>
    checkSecret(new TextDecoder().decode(await readShort(chunks, shown)), shown);
  if (isStandardInput(path)) {
    const secret = await check(stdin.values({ preventCancel: true }));
    return { secret, readableByOthers: false };
  }
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) {
      throw localFault(cause, `read the secret ${shown}`);
    }
    throw new CallerError("no_input", `Cannot read the secret ${shown}: no such file`, { cause });
  }
  try {
    const info = await file.stat();
    const secret = await check(file.readable.values());
    const others = info.isFile ? (permissionBits(info) ?? 0) & 0o077 : 0;
    return { secret, readableByOthers: others !== 0 };
  } catch (cause) {
    throw localFault(cause, `read the secret ${shown}`);
  }
}

async function readShort(chunks: AsyncIterable<Uint8Array>, shown: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(MAX_FILE_BYTES);
  let length = 0;
  for await (const chunk of chunks) {
    if (length + chunk.length > MAX_FILE_BYTES) {
      throw new CallerError(
        "usage",
        `Cannot use the secret ${shown}: it is longer than ${MAX_FILE_BYTES} bytes`,
      );
    }
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes.subarray(0, length);
}

/**
 * Checks the length of a secret and returns its bytes; `where` names its origin.
 *
 * @throws {CallerError} code `usage`: it is too short.
 */
export function checkSecret(text: string, where: string): Uint8Array {
  const secret = text.replace(/\r?\n$/, "");
  // Invisible characters add nothing that an attacker has to guess.
  const visible = secret.normalize("NFC").replace(
    /[\s\p{C}\p{Default_Ignorable_Code_Point}]/gu,
    "",
  );
  if ([...visible].length < MIN_SECRET_LENGTH) {
    throw new CallerError(
      "usage",
      `${where} needs at least ${MIN_SECRET_LENGTH} visible characters; ` +
        "make a secret with: head -c 24 /dev/urandom | base64",
    );
  }
  return new TextEncoder().encode(secret);
}
