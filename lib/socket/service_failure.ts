/** How a failed service is reported where the caller does not handle it. @module */

import { SluiceError } from "../errors.ts";
import { escapeText } from "../text/escape.ts";

/**
 * Whether an error is one of the network or the peer, which every server meets. Any other error is a
 * mistake in the service.
 */
export function isOrdinaryFailure(error: unknown): boolean {
  return error instanceof SluiceError && error.fault !== "caller";
}

/** One line about a failed service. The peer's text in it is not escaped. */
export function failureLine(error: unknown, peer: string): string {
  if (!(error instanceof Error)) return `${peer}: ${error}`;
  return `${peer}: ${isOrdinaryFailure(error) ? "" : `${error.name}: `}${error.message}`;
}

/**
 * Reports a failed service on standard error: a failure of the network in one line, a mistake in the
 * service with its stack, as Python's `socketserver` does.
 */
export function printFailure(error: unknown, peer: string): void {
  const isMistake = error instanceof Error && !isOrdinaryFailure(error);
  const text = isMistake
    ? `${peer}: ${error.stack ?? `${error.name}: ${error.message}`}`
    : failureLine(error, peer);
  console.error(text.split("\n").map(escapeText).join("\n"));
}
