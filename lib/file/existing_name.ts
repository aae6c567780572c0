/** Errors about names that exist in the destination. @module */

import { join } from "node:path";
import { LocalError } from "../errors.ts";
import { IF_EXISTS, type IfExists } from "./if_exists.ts";
import { lstat } from "./lstat_below.ts";

/**
 * Refuses names that exist, before anything is sent.
 *
 * @throws {LocalError} code `exists`.
 */
export function refuseExisting(into: string, paths: readonly string[]): void {
  for (const path of paths) {
    if (lstat(join(into, path)) !== undefined) throw existsError(path);
  }
}

/**
 * The error for a path that exists in the destination.
 *
 * @param policies What `--if-exists` of the command can be set to. @default {IF_EXISTS}
 */
export function existsError(path: string, policies: readonly IfExists[] = IF_EXISTS): LocalError {
  const others = policies.filter((policy) => policy !== "refuse");
  const choices = `${others.slice(0, -1).join(", ")} or ${others.at(-1)}`;
  return new LocalError(
    "exists",
    `${JSON.stringify(path)} already exists; use --if-exists ${choices}`,
  );
}

/**
 * Whether a file that exists is kept, so that nothing need be fetched for it.
 *
 * @param place The path of the file.
 * @param shown The file's name in the error.
 * @param policies What `--if-exists` of the command can be set to.
 * @throws {LocalError} code `exists` if it exists and the policy is `refuse`.
 */
export function keepsExisting(
  place: string,
  shown: string,
  ifExists: IfExists,
  policies: readonly IfExists[],
): boolean {
  if (lstat(place) === undefined) return false;
  if (ifExists === "refuse") throw existsError(shown, policies);
  return ifExists === "skip";
}

/** Why a file cannot take the place of an existing folder, or a folder that of an existing file. */
export function kindClash(existing: Deno.FileInfo): string {
  return `a ${existing.isDirectory ? "folder" : "file"} of that name already exists`;
}
