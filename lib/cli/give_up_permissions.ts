/** Least privilege at run time. @module */

import type { PermissionClass } from "./command.ts";

/** Every class that a program can hold and that no command needs unless it says so. */
const CLASSES = ["import", "ffi", "run", "net", "sys", "env", "write", "read"] as const;

/** The part of `Deno.permissions` that is used. */
export interface Permissions {
  /** Gives up a permission for good; does nothing where it was never held. */
  revokeSync(descriptor: { name: typeof CLASSES[number] }): unknown;
}

/**
 * Gives up every permission but the classes in `kept`. What is given up cannot be had again while
 * the process lives; files and sockets that are already open keep working. The program's own
 * modules can still be imported, being part of it from the start.
 */
export function giveUpPermissions(
  kept: readonly (PermissionClass | "import")[],
  permissions: Permissions,
): void {
  const wanted: readonly string[] = kept;
  for (const name of CLASSES) {
    if (!wanted.includes(name)) permissions.revokeSync({ name });
  }
}
