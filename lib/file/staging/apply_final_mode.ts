/** Modes that are set late. @module */

import { setPermissionBits } from "../permission_bits.ts";

/** Gives a folder its final mode and time. The mode may keep its owner from writing in it. */
export function applyFinalMode(path: string, mode: number, mtime: number): void {
  setPermissionBits(path, mode);
  Deno.utimeSync(path, mtime / 1000, mtime / 1000);
}
