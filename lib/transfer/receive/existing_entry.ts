/** Entries of the destination that incoming ones meet. @module */

import { join } from "node:path";
import { EntryError, entryError } from "../../file/entry_error.ts";
import { kindClash } from "../../file/existing_name.ts";
import type { IfExists } from "../../file/if_exists.ts";
import { localFault } from "../../file/local_fault.ts";
import { lstat } from "../../file/lstat_below.ts";
import type { SafePath } from "../../file/safe_path.ts";
import type { EntryKind } from "../../frame/control.ts";

/**
 * What has an entry's name in the destination; undefined where the policy does not depend on it.
 *
 * @throws {EntryError} one of the two is a folder, and the other is not.
 */
export function existingEntry(
  local: SafePath,
  { into, kind, policy }: { into: string; kind: EntryKind; policy: IfExists },
): Deno.FileInfo | undefined {
  if (policy === "refuse") return undefined;
  const doing = `store ${JSON.stringify(local)}`;
  let existing: Deno.FileInfo | undefined;
  try {
    existing = lstat(join(into, local));
  } catch (cause) {
    throw entryError(cause, doing) ?? localFault(cause, doing);
  }
  if (existing === undefined || existing.isDirectory === (kind === "dir")) return existing;
  if (policy === "rename") return undefined;
  throw new EntryError(doing, "place", kindClash(existing));
}
