/** Disks and permissions for tests of what cannot be stored. @module */

import { assert } from "@std/assert";

/** Runs a program; returns whether it could be started and succeeded. */
function runs(program: string, ...args: string[]): boolean {
  try {
    return new Deno.Command(program, { args, stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

/** A small file system in memory. */
export class Disk implements Disposable {
  /** @param options Those of `mount`. */
  constructor(readonly path: string, options = "size=1m") {
    Deno.mkdirSync(path, { recursive: true });
    assert(runs("mount", "-t", "tmpfs", "-o", options, "tmpfs", path));
  }
  /** Changes the options of `mount`. */
  remount(options: string): void {
    assert(runs("mount", "-o", `remount,${options}`, this.path));
  }
  [Symbol.dispose](): void {
    assert(runs("umount", this.path));
  }
}

const canMount = (() => {
  const path = Deno.makeTempDirSync();
  try {
    if (!runs("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", path)) return false;
    return runs("umount", path);
  } finally {
    Deno.removeSync(path);
  }
})();
/** Root without the capability to ignore modes; another user needs nothing. */
const humble = Deno.uid() !== 0
  ? []
  : runs("setpriv", "--bounding-set=-dac_override,-dac_read_search", "true")
  ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
  : undefined;

/** A test of a disk, ignored with the reason if none can be mounted. */
export function diskTest(name: string, fn: () => Promise<void>): void {
  const reason = canMount ? "" : " (ignored: this user may not mount a file system)";
  Deno.test({ name: name + reason, ignore: !canMount, fn });
}
/** A test of permissions, ignored if root cannot drop its capabilities. */
export function humbleTest(name: string, fn: (prefix: string[]) => Promise<void>): void {
  const reason = humble ? "" : " (ignored: root ignores modes, and setpriv is not here)";
  Deno.test({ name: name + reason, ignore: !humble, fn: () => fn(humble!) });
}
