/** Tells the user of connections that did not prove themselves. @module */

import type { Terminal } from "../../lib/terminal/terminal.ts";
import { CallerError, SluiceError } from "../../lib/errors.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { escapeText } from "../../lib/text/escape.ts";

/** Warns of a connection that failed. @throws the error, where it is not the peer's. */
export function reportRejected(error: unknown, { remoteAddr }: Duplex, terminal: Terminal): void {
  if (!(error instanceof SluiceError) || error instanceof CallerError) throw error;
  terminal.warn(`Rejected ${remoteAddr}: ${escapeText(error.message)}; still waiting`);
}
