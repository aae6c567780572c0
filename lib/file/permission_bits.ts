/** Permission bits of files and folders, on systems that have them and on those that do not. @module */

/** Stands in where a number is required and the system has none: an archive's entry, a peer's old release. */
export const USUAL_MODE = { file: 0o644, dir: 0o755, link: 0o777 } as const;

/** Whether a system keeps permission bits. Windows has access lists instead. */
export function hasPermissionBits(os: string = Deno.build.os): boolean {
  return os !== "windows";
}

/**
 * The nine permission bits of what is on the disk; null where the system keeps none. Windows' own
 * answer is not used: the runtime makes up 0666 there (0444 for read-only), for folders as well.
 */
export function permissionBits(
  { mode }: Pick<Deno.FileInfo, "mode">,
  os: string = Deno.build.os,
): number | null {
  return mode === null || !hasPermissionBits(os) ? null : mode & 0o777;
}

/** Changes the permission bits where the system keeps some. */
export function setPermissionBits(path: string, mode: number): void {
  if (hasPermissionBits()) Deno.chmodSync(path, mode);
}

/**
 * The mode to give what a peer sent: at most the nine permission bits, less the umask, as for files
 * that are copied or unpacked.
 *
 * @param mode What the peer sent; null: its system keeps no permission bits.
 * @param umask Bits that this process does not give on its own.
 * @returns the system's default for null. A folder that its owner could not enter gets the bits that
 *   make it usable, as far as the umask lets it: earlier senders on Windows say 0666 for folders.
 */
export function receivedMode(kind: "file" | "dir", mode: number | null, umask: number): number {
  const allowed = (kind === "dir" ? 0o777 : 0o666) & ~umask;
  if (mode === null) return allowed;
  if (kind === "file" || (mode & 0o100) !== 0) return mode & 0o777 & ~umask;
  return ((mode | (mode & 0o444) >> 2) & allowed) | 0o700;
}
