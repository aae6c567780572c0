/** The name of this machine. @module */

/** The name that peers are shown beside the address; undefined if this program may not read it. */
export function machineName(): string | undefined {
  try {
    // Asked first: without the permission, Deno would ask the user for it.
    const { state } = Deno.permissions.querySync({ name: "sys", kind: "hostname" });
    return state === "granted" ? Deno.hostname() : undefined;
  } catch {
    return undefined;
  }
}
