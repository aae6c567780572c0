/** Looks a program up once, so that it cannot be replaced by another of its name later. @module */

import { isAbsolute, join } from "node:path";
import { CallerError } from "../errors.ts";
import { permissionBits } from "./permission_bits.ts";
import { assertTrustedProgram } from "./trusted_program.ts";

/**
 * The absolute path of a program, looked up in the folders of `path` where it is only a name. Links are
 * not resolved, because some programs depend on the name they are started by; each link was checked, so
 * it leads to the same program when the program runs.
 *
 * @param path Folders, separated by colons.
 * @throws {CallerError} code `no_input`: not found; `usage`: it is not executable, or other users could change it.
 */
export function findExecutable(name: string, path: string): string {
  const what = `Cannot run ${JSON.stringify(name)}`;
  if (name.includes("/") && !isAbsolute(name)) {
    throw new CallerError("usage", `${what}: expected a name or an absolute path`);
  }
  const places = isAbsolute(name) ? [name] : path.split(":").map((folder) => join(folder, name));
  for (const place of places) {
    const info = statOf(place);
    if (info === undefined || (!info.isFile && !isAbsolute(name))) continue;
    if (!info.isFile || ((permissionBits(info) ?? 0o111) & 0o111) === 0) {
      throw new CallerError("usage", `${what}: ${JSON.stringify(place)} is not executable`);
    }
    assertTrustedProgram(place, what);
    return place;
  }
  throw new CallerError(
    "no_input",
    `${what}: no such program; check its name or give its absolute path`,
  );
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return;
    throw error;
  }
}
