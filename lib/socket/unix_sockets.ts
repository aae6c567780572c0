/** What Unix sockets need: a system that has them, and a short path. @module */

import { CallerError } from "../errors.ts";

/** Deno supports Unix sockets on Unix only. Elsewhere it throws an error with the code `ENOSYS`. */
export const NO_UNIX_SOCKETS = "this system has no Unix sockets; use HOST:PORT";

/** Bytes of the longest path: `sun_path` of unix(7) without its NUL, which BSD systems make four bytes shorter. */
export const MAX_SOCKET_PATH = Deno.build.os === "linux" ? 107 : 103;

/**
 * Checks the path of a Unix socket, which the system cannot hold if it is long.
 *
 * @throws {CallerError} code `usage` if it is too long.
 */
export function requireSocketPath(path: string): void {
  const { length } = new TextEncoder().encode(path);
  if (length <= MAX_SOCKET_PATH) return;
  throw new CallerError(
    "usage",
    `The path of a Unix socket has ${MAX_SOCKET_PATH} bytes at most, not ${length}; use a shorter or relative path`,
  );
}
