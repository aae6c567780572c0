/**
 * Gives up the right to touch any path but a few.
 *
 * The program is granted `/` as a list of one path rather than everything: from such a list a
 * narrower entry can be asked for and the wider one given up. An unscoped grant cannot be narrowed,
 * and stays as it is.
 *
 * @module
 */

/** Paths that stay allowed. */
export interface PathRights {
  /** Absolute paths, with everything below them. */
  read: readonly string[];
  /** Absolute paths, with everything below them. */
  write: readonly string[];
}

/** Narrows reading and writing to the given paths; true where that took effect. */
export function narrowPermissions(rights: PathRights): boolean {
  let narrowed = true;
  for (const name of ["read", "write"] as const) {
    // Where the root is not granted as a path, asking would be answered by a prompt or a refusal.
    if (Deno.permissions.querySync({ name }).state === "granted") {
      narrowed = false;
      continue;
    }
    for (const path of rights[name]) {
      if (Deno.permissions.querySync({ name, path }).state === "granted") {
        Deno.permissions.requestSync({ name, path });
      }
    }
    if (rights[name].length === 0) Deno.permissions.revokeSync({ name });
    else if (!rights[name].includes("/")) Deno.permissions.revokeSync({ name, path: "/" });
  }
  return narrowed;
}
