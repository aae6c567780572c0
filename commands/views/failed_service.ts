/** Reports a failed connection or datagram of a server. @module */

import { describeError } from "../../lib/cli/describe_error.ts";
import { SluiceError } from "../../lib/errors.ts";
import { escapeText } from "../../lib/text/escape.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";

/**
 * Reports one line. A failure of the network is an event that `--quiet` leaves out; any other one is a fault
 * of this program, or of the rights it was started with, and is always shown.
 */
export function showFailure(error: unknown, peer: string, terminal: Terminal): void {
  const text = `${peer}: ${describeError(error).message}`;
  void terminal.event({ event: "log", text });
  // It may have the peer's text in it.
  terminal[error instanceof SluiceError ? "note" : "warn"](escapeText(text));
}
