/** What a message may say to the other side. @module */

/** A quoted absolute path. The runtime quotes with apostrophes. */
const ABSOLUTE_PATH = /"(?:\/|[a-z]:[\\/]|\\\\)(?:[^"\\]|\\.)*"|'(?:\/|[a-z]:[\\/]|\\\\)[^']*'/gi;

/** A message without the absolute paths that are quoted in it. */
export function withoutPaths(message: string): string {
  return message.replace(ABSOLUTE_PATH, "…");
}
