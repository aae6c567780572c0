/** Small files that a program keeps for itself between its runs. @module */

import { dirname, isAbsolute, join } from "node:path";
import { permissionBits, setPermissionBits } from "./permission_bits.ts";

/** Bytes of such a file at most; a larger one is not read. */
const MAX_BYTES = 1024 * 1024;

/**
 * The folder for what a program remembers between its runs (XDG Base Directory Specification; on Windows
 * the local application data). It may not exist; undefined where the environment names no place.
 *
 * @param env Reads a variable of the environment.
 */
export function stateFolder(
  env: (name: string) => string | undefined,
  os: string = Deno.build.os,
): string | undefined {
  if (os === "windows") {
    const local = env("LOCALAPPDATA");
    return local ? join(local, "sluice") : undefined;
  }
  const state = env("XDG_STATE_HOME");
  // The specification says that a relative path is to be ignored.
  if (state && isAbsolute(state)) return join(state, "sluice");
  const home = env("HOME");
  return home && isAbsolute(home) ? join(home, ".local", "state", "sluice") : undefined;
}

/** Reads a file; undefined if there is none, or it cannot be read. */
export function readPrivateFile(path: string): string | undefined {
  try {
    return Deno.statSync(path).size > MAX_BYTES ? undefined : Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Takes a file from other users who could read or write it, on systems with permission bits; returns whether
 * any could.
 */
export function makePrivate(path: string): boolean {
  try {
    const others = (permissionBits(Deno.statSync(path)) ?? 0) & 0o077;
    if (others !== 0) setPermissionBits(path, 0o600);
    return others !== 0;
  } catch {
    return false;
  }
}

/**
 * Writes a file that only its owner may read, whole or not at all, and makes its folder.
 *
 * @throws what the system reports.
 */
export function writePrivateFile(path: string, text: string): void {
  const folder = dirname(path);
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.${crypto.randomUUID()}`);
  try {
    Deno.writeTextFileSync(draft, text, { createNew: true, mode: 0o600 });
    // An unusual umask may have taken bits from the owner.
    setPermissionBits(draft, 0o600);
    Deno.renameSync(draft, path);
  } catch (error) {
    try {
      Deno.removeSync(draft);
    } catch { /* It was not made. */ }
    throw error;
  }
}
