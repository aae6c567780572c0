/** Moves that replace nothing. @module */

/** Renames without replacing what another program creates under the new name in the same moment. */
export function moveExclusive(from: string, to: string, isFile: boolean): void {
  if (isFile) {
    try {
      // rename(2) replaces a file silently; link(2) does not.
      Deno.linkSync(from, to);
      Deno.removeSync(from);
      return;
    } catch (cause) {
      if (cause instanceof Deno.errors.AlreadyExists) throw cause;
      // On a file system without hard links (FAT) the caller's own check has to do.
    }
  }
  Deno.renameSync(from, to);
}
