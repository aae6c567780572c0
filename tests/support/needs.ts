/** Tests that need programs which others wrote. @module */

/** Where a program is in PATH, or in the folders of system programs; undefined: not installed. */
export function programPath(name: string): string | undefined {
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), "/usr/sbin", "/sbin"];
  for (const folder of folders) {
    try {
      const path = `${folder}/${name}`;
      if (Deno.statSync(path).isFile) return path;
    } catch { /* not there */ }
  }
}

/** A test that is ignored, with the reason in its name, where a program is missing. */
export function needs(programs: string, name: string, fn: () => Promise<void>): void {
  const missing = programs.split(" ").filter((program) => programPath(program) === undefined);
  Deno.test({
    name: missing.length === 0 ? name : `${name} (ignored: no ${missing.join(", no ")} here)`,
    ignore: missing.length > 0,
    fn,
  });
}
