/** Whether others could change what runs when a file is executed. @module */

import { CallerError } from "../errors.ts";
import { assertTrusted, type AssertTrustedOptions } from "./trusted_path.ts";

/** Bytes of a script's first line that the kernel reads. */
const FIRST_LINE = 256;
/** Scripts whose interpreter is a script, as in the kernel. */
const MAX_DEPTH = 5;

/**
 * Judges a path, and the interpreter that a script there names in its first line.
 *
 * @param what How to call it in a complaint: `run "uname"`.
 * @returns Where it leads: absolute, without links.
 * @throws {CallerError} code `usage`: another user could change it.
 * @throws {Deno.errors.NotFound} It is not there.
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
    if (!interpreter.startsWith("/")) throw new CallerError("usage", `${itself} is not absolute`);
    // What else stands in that line is given to it: a script, a variable with a folder of modules.
    for (const [path] of rest.matchAll(/(?<![\w.~%-])\/[^\s=,:;"']*/g)) {
      assertTrusted(path, `${what}: its first line`, { mayBeMissing: true });
    }
    script = assertTrusted(interpreter, itself, { mayBeMissing: true });
  }
  throw new CallerError("usage", `${what}: too many interpreters of interpreters`);
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
    // What cannot be read is no script, and what is not there is none yet.
    // The kernel's own files (/proc) the runtime does not open.
    const { NotFound, NotADirectory, PermissionDenied, NotCapable } = Deno.errors;
    if (
      [NotFound, NotADirectory, PermissionDenied, NotCapable].some((kind) => error instanceof kind)
    ) return [undefined, ""];
    throw error;
  }
  const [, interpreter, rest = ""] = /^#![ \t]*([^ \t\r\n\0]+)([^\r\n\0]*)/.exec(line) ?? [];
  return [interpreter, rest];
}
