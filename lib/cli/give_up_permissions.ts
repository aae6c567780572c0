/** Least privilege at run time. @module */

import type { PermissionClass } from "./command.ts";

/** All permission classes. */
const CLASSES = ["import", "ffi", "run", "net", "sys", "env", "write", "read"] as const;

/** The part of `Deno.permissions` that {@linkcode giveUpPermissions} needs. */
export interface Permissions {
  /** Revokes a permission for good. Does nothing if it was not granted. */
  revokeSync(descriptor: { name: typeof CLASSES[number] }): unknown;
}

/**
 * Revokes every permission except the classes in `kept`, for the rest of the process. Open files and
 * sockets keep working, and the program's own modules can still be imported.
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
