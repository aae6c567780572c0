/** The secret in the address of `share` and `drop`, and the files that keep it between runs. @module */

import { join } from "node:path";
import { CallerError } from "../../lib/errors.ts";
import { localFault } from "../../lib/file/local_fault.ts";
import { lstat } from "../../lib/file/lstat_below.ts";
import { permissionBits } from "../../lib/file/permission_bits.ts";
import { TOKEN_FILE } from "../../lib/file/reserved_name.ts";
import { randomWord } from "../../lib/web/http/random_word.ts";

/** Characters of a token: 100 bits. */
const TOKEN_LENGTH = 20;
/** What a token consists of: at least 80 bits where it is random. */
const FORM = /^[a-z0-9]{16,100}$/;

/** Returns a new token. */
export function newToken(): string {
  return randomWord(TOKEN_LENGTH);
}

/**
 * Reads the token of a file: one line of 16 to 100 small letters and digits. A file that does not exist is
 * created, for this user only.
 *
 * @throws {CallerError} if other users can read the file, or it has another form.
 */
export function keptToken(path: string): string {
  const shown = JSON.stringify(path);
  try {
    const info = lstat(path);
    if (info === undefined) return createToken(path);
    const target = info.isSymlink ? Deno.statSync(path) : info;
    if (!target.isFile) throw unusable(shown, "it is not a file");
    if (((permissionBits(target) ?? 0) & 0o077) !== 0) {
      throw unusable(shown, "other users can read it; run chmod 600, or remove it");
    }
    const token = target.size > 200 ? "" : Deno.readTextFileSync(path).trim();
    if (FORM.test(token)) return token;
    throw unusable(shown, "it must be one line of 16 to 100 small letters and digits");
  } catch (cause) {
    throw cause instanceof CallerError ? cause : localFault(cause, `use the token file ${shown}`);
  }
}

/**
 * The token of a folder that takes uploads, so that its address stays the same. It is in a file with a
 * reserved name, which is neither served nor sent nor replaced by an upload. Where that file cannot be
 * private, the token is a new one.
 *
 * @param warn Called with the reason why a file that is there is not used.
 */
export function folderToken(folder: string, warn: (why: string) => void): string {
  const path = join(folder, TOKEN_FILE);
  try {
    // A link could make this program write elsewhere, or read what another user put there.
    const info = lstat(path);
    if (info !== undefined && !info.isFile) {
      throw unusable(JSON.stringify(path), "it is not a file");
    }
    if (info !== undefined && info.uid !== null && info.uid !== Deno.uid()) {
      throw unusable(JSON.stringify(path), "it belongs to another user");
    }
    const token = keptToken(path);
    const isPrivate = ((permissionBits(Deno.lstatSync(path)) ?? 0) & 0o077) === 0;
    if (info !== undefined || isPrivate) return token;
    Deno.removeSync(path);
  } catch (error) {
    // A folder that cannot be written in is reported by the first upload.
    if (error instanceof CallerError) warn(`${error.message}; the address is a new one`);
  }
  return newToken();
}

function createToken(path: string): string {
  const token = newToken();
  Deno.writeTextFileSync(path, `${token}\n`, { createNew: true, mode: 0o600 });
  return token;
}

function unusable(shown: string, why: string): CallerError {
  return new CallerError("usage", `Cannot use the token file ${shown}: ${why}`);
}
