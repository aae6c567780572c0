/** Changes of files between their listing and their transfer. @module */

/** What distinguishes a file from another of the same name, size and modification time. */
export interface FileIdentity {
  /** Number of the device. */
  dev: number;
  /** Number of the file on it. */
  ino: number;
  /** Time of the last change of its name, its owner or its content, milliseconds since 1970, whole seconds. */
  ctime: number;
}

/** A file as it was listed. */
export interface ListedFile {
  /** Its path on this machine. */
  source: string;
  /** Bytes. */
  size: number | null;
  /** Modification time, milliseconds since 1970. */
  mtime: number;
  /** Absent where the system has no such numbers. */
  identity?: FileIdentity;
}

/** The identity of a listed file; undefined where the system does not have all of it. */
export function identityOf({ dev, ino, ctime }: Deno.FileInfo): FileIdentity | undefined {
  if (ino === null || ctime === null) return undefined;
  return { dev, ino, ctime: ctime.getTime() };
}

/**
 * Whether a name still has the file that was listed under it, unchanged and not renamed since that second, so that
 * a file opened by this name is that file. False where this is not known, as for a followed link: the file
 * may be the same.
 *
 * It looks at the name, because with a grant of a few paths the runtime resolves every component of the
 * path when an open file is examined, and none when a name is.
 */
export function isAsListed({ source, size, mtime, identity }: ListedFile): boolean {
  if (identity === undefined) return false;
  try {
    const info = Deno.lstatSync(source);
    return info.isFile && info.size === size && info.mtime?.getTime() === mtime &&
      info.ino === identity.ino && info.dev === identity.dev &&
      info.ctime?.getTime() === identity.ctime;
  } catch {
    return false;
  }
}
