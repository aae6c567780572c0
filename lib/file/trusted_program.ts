/** Programs that only root and this user can change. @module */

import { CallerError } from "../errors.ts";
import { assertTrusted, type AssertTrustedOptions } from "./trusted_path.ts";

/** Bytes of a script that the kernel reads to find its interpreter. */
const FIRST_LINE = 256;
/** Maximum depth of scripts whose interpreter is a script, as in the kernel. */
const MAX_DEPTH = 5;

/**
 * Checks a program's path, and the interpreter that a script names in its first line.
 *
 * @param what Prefix of error texts: `Cannot run "uname"`.
 * @returns Where it leads: absolute, without links.
 * @throws {CallerError} code `usage`: another user could change it.
 * @throws {Deno.errors.NotFound} It does not exist.
 */
export function assertTrustedProgram(
  path: string,
  what: string,
  options?: AssertTrustedOptions,
): string {
  const real = assertTrusted(path, what, options);
  let script = real;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const [interpreter, rest] = interpreterOf(script);
    if (interpreter === undefined) return real;
    const itself = `${what}: its interpreter ${JSON.stringify(interpreter)}`;
    if (!interpreter.startsWith("/")) {
      throw new CallerError("usage", `${itself} is not an absolute path`);
    }
    // The interpreter gets the rest of the line: a script, a variable with a folder of modules.
    for (const [path] of rest.matchAll(/(?<![\w.~%-])\/[^\s=,:;"']*/g)) {
      assertTrusted(path, `${what}: its first line`, { mayBeMissing: true });
    }
    script = assertTrusted(interpreter, itself, { mayBeMissing: true });
  }
  throw new CallerError("usage", `${what}: too many nested interpreters`);
}

/** The interpreter that the first line of a script names, and the rest of the line. */
function interpreterOf(path: string): [interpreter: string | undefined, rest: string] {
  let line: string;
  try {
    if (!Deno.statSync(path).isFile) return [undefined, ""];
    using file = Deno.openSync(path);
    const buffer = new Uint8Array(FIRST_LINE);
    const count = file.readSync(buffer) ?? 0;
    line = new TextDecoder().decode(buffer.subarray(0, count));
  } catch (error) {
    // A file that cannot be read cannot be run as a script, and a missing one is no script yet.
    // NotCapable: the runtime does not open files of the kernel (/proc).
    const { NotFound, NotADirectory, PermissionDenied, NotCapable } = Deno.errors;
    if (
      [NotFound, NotADirectory, PermissionDenied, NotCapable].some((kind) => error instanceof kind)
    ) return [undefined, ""];
    throw error;
  }
  const [, interpreter, rest = ""] = /^#![ \t]*([^ \t\r\n\0]+)([^\r\n\0]*)/.exec(line) ?? [];
  return [interpreter, rest];
}
