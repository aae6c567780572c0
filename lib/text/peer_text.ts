/** Messages of peers. @module */

/** Characters of a peer's message that are shown at most. */
const MAX_SHOWN = 200;

/**
 * A peer's message on one short line: spaces and line ends are single spaces, so that none of it reaches the
 * start of a line, where it could pose as a message of this program. Not escaped.
 */
export function peerText(message: string): string {
  const text = message.replace(/\s+/g, " ").trim();
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN - 1).toWellFormed()}…`;
}
