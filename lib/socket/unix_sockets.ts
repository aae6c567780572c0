/** What Unix sockets need: a system that has them, and a short path. @module */

import { CallerError } from "../errors.ts";

/** Deno supports Unix sockets on Unix only. Elsewhere it throws an error with the code `ENOSYS`. */
export const NO_UNIX_SOCKETS = "this system has no Unix sockets; use HOST:PORT";

/** Bytes of the longest path: `sun_path` of unix(7) without its NUL, which BSD systems make four bytes shorter. */
export const MAX_SOCKET_PATH = Deno.build.os === "linux" ? 107 : 103;

/**
 * The path of a Unix socket as it is typed: `@NAME` is an abstract socket of Linux, which is no file, and
 * whose path begins with a NUL byte (unix(7)). A file of such a name is `./@NAME`.
 *
 * @returns undefined if it is empty.
 */
export function typedPath(text: string): string | undefined {
  if (text === "" || text === "@") return undefined;
  return text.startsWith("@") ? `\0${text.slice(1)}` : text;
}

/** A path as {@linkcode typedPath} reads it. */
export function shownPath(path: string): string {
  return path.startsWith("\0") ? `@${path.slice(1)}` : path;
}

/** Whether a path is that of an abstract socket, which needs no right to a file. */
export function isAbstract(path: string): boolean {
  return path.startsWith("\0");
}

/**
 * Checks the path of a Unix socket, which the system cannot hold if it is long.
 *
 * @throws {CallerError} code `usage` if it is too long, or abstract on a system without abstract sockets.
 */
export function requireSocketPath(path: string): void {
  if (isAbstract(path) && Deno.build.os !== "linux") {
    throw new CallerError("usage", "Abstract Unix sockets (@NAME) need Linux; use unix:/PATH");
  }
  const { length } = new TextEncoder().encode(path);
  if (length <= MAX_SOCKET_PATH) return;
  throw new CallerError(
    "usage",
    `The path of a Unix socket has ${MAX_SOCKET_PATH} bytes at most, not ${length}; use a shorter or relative path`,
  );
}
