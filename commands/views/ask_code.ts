/** Asks the user for a code. @module */

import { CallerError } from "../../lib/errors.ts";
import { completeCode, handshakeCode, parseCodePhrase } from "../../lib/secure/code_phrase.ts";
import type { HandshakeCode } from "../../lib/secure/handshake.ts";
import { escapeText } from "../../lib/text/escape.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";

/** Invalid entries at most. */
const MAX_TYPING_ERRORS = 3;

/** Finds the code in a text, with any separators. @throws {CallerError} if there is none. */
export function codeOf(text: string): HandshakeCode {
  return handshakeCode(parseCodePhrase(text));
}

/** Resolves to the code that the user enters. @throws {CallerError} if there is no terminal, or no code was entered. */
export async function askForCode(
  question: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<HandshakeCode> {
  for (let errors = 0;;) {
    const options = { complete: completeCode, again: errors > 0 };
    const answer = await terminal.ask(question, signal, options);
    if (answer === undefined) {
      if (!terminal.interactive) throw missingCode();
      throw new CallerError("usage", "No code was entered");
    }
    try {
      return codeOf(answer);
    } catch (error) {
      if (!(error instanceof CallerError) || ++errors >= MAX_TYPING_ERRORS) throw error;
      terminal.warn(escapeText(error.message));
    }
  }
}

/** The error for a missing code without a terminal to ask on. */
export function missingCode(): CallerError {
  return new CallerError(
    "usage",
    "Missing CODE, and there is no terminal to ask on; use sluice receive CODE or --secret-file FILE",
  );
}
