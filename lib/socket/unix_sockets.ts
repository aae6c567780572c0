/** What is said where Unix sockets are missing. @module */

/** Deno has Unix sockets on Unix only; elsewhere it throws an error with the code `ENOSYS`. */
export const NO_UNIX_SOCKETS = "this system has no Unix sockets; use HOST:PORT";
