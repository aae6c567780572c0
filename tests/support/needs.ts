/** Tests that need other programs. @module */

/**
 * The path of a program in PATH, or in the folders of system programs; undefined: not installed.
 */
export function programPath(name: string): string | undefined {
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), "/usr/sbin", "/sbin"];
  for (const folder of folders) {
    try {
      const path = `${folder}/${name}`;
      if (Deno.statSync(path).isFile) return path;
    } catch { /* not there */ }
  }
}

/** A test's name and whether it is ignored: if something is missing, the name says what. */
export function needing(
  name: string,
  missing: string | false,
): { name: string; ignore: boolean } {
  return missing === false
    ? { name, ignore: false }
    : { name: `${name} (ignored: no ${missing} here)`, ignore: true };
}

/** A test that needs programs, listed with blanks between them. */
export function needs(programs: string, name: string, fn: () => Promise<void>): void {
  const missing = programs.split(" ").filter((program) => programPath(program) === undefined);
  Deno.test({ ...needing(name, missing.length > 0 && missing.join(", no ")), fn });
}
