/** Permission bits of files and folders, on systems that have them and on those that do not. @module */

/** Modes for where a number is required and the system has none: entries of archives, peers of an old release. */
export const USUAL_MODE = { file: 0o644, dir: 0o755, link: 0o777 } as const;

/** Whether a system keeps permission bits. Windows has access lists instead. */
export function hasPermissionBits(os: string = Deno.build.os): boolean {
  return os !== "windows";
}

/**
 * The nine permission bits of what is on the disk; null where the system keeps none. On Windows
 * the runtime reports 0666 (0444 for read-only), also for folders; this is not used.
 */
export function permissionBits(
  { mode }: Pick<Deno.FileInfo, "mode">,
  os: string = Deno.build.os,
): number | null {
  return mode === null || !hasPermissionBits(os) ? null : mode & 0o777;
}

/** Changes the permission bits where the system keeps any. */
export function setPermissionBits(path: string, mode: number): void {
  if (hasPermissionBits()) Deno.chmodSync(path, mode);
}

/**
 * The mode for a received entry: at most the nine permission bits, less the umask, as for files that are
 * copied or unpacked.
 *
 * @param mode What the peer sent; null: its system keeps no permission bits.
 * @param umask Bits that this process does not grant by itself.
 * @returns the system's default for null. A folder that its owner could not enter gets the missing
 *   bits, as far as the umask allows: earlier senders on Windows send 0666 for folders.
 */
export function receivedMode(kind: "file" | "dir", mode: number | null, umask: number): number {
  const allowed = (kind === "dir" ? 0o777 : 0o666) & ~umask;
  if (mode === null) return allowed;
  if (kind === "file" || (mode & 0o100) !== 0) return mode & 0o777 & ~umask;
  return ((mode | (mode & 0o444) >> 2) & allowed) | 0o700;
}
