/** Messages for the peer. @module */

/** A quoted absolute path. The runtime quotes with apostrophes. */
const ABSOLUTE_PATH = /"(?:\/|[a-z]:[\\/]|\\\\)(?:[^"\\]|\\.)*"|'(?:\/|[a-z]:[\\/]|\\\\)[^']*'/gi;

/** Removes quoted absolute paths from a message, so that the peer does not learn them. */
export function withoutPaths(message: string): string {
  return message.replace(ABSOLUTE_PATH, "…");
}
