/** The message for systems without Unix sockets. @module */

/** Deno supports Unix sockets on Unix only. Elsewhere it throws an error with the code `ENOSYS`. */
export const NO_UNIX_SOCKETS = "this system has no Unix sockets; use HOST:PORT";
