/** Why a receiver could not accept, if it can at another attempt. @module */

// deno-lint-ignore-file camelcase -- error codes are the words of the protocol

import { type ErrorCode, RefusedError } from "../../lib/errors.ts";
import { escapeText } from "../../lib/text/escape.ts";
import { isLoss } from "../../lib/pairing/retry.ts";

/** A text for each code that does not come from a user who declined. */
const REASONS: Partial<Record<ErrorCode, string>> = {
  exists: "a name already exists there",
  unattended: "it needs --yes, or a terminal to ask on",
  digest_refused: "it refuses this digest; use another --digest",
  no_space: "there is not enough space there",
  cannot_create: "it cannot write to its folder",
  permission: "it has no permission to write to its folder",
};

/** Why a receiver could not accept. */
export interface NotAccepted {
  /** The receiver's error code. */
  code: ErrorCode;
  /** A text, safe to print. */
  message: string;
}

/**
 * Why the receiver could not accept an offer; undefined for any other error. The receiver's text is
 * not shown, except for the offered names that it quotes.
 *
 * @param error What ended the session before the receiver accepted.
 * @param names The names that were offered.
 */
export function whyNotAccepted(error: unknown, names: readonly string[]): NotAccepted | undefined {
  if (!(error instanceof RefusedError) || !error.remote) return undefined;
  const { code } = error;
  const name = code === "exists" &&
    names.find((name) => error.message.includes(JSON.stringify(name)));
  const message = name ? `"${escapeText(name)}" already exists there` : REASONS[code];
  return message === undefined ? undefined : { code, message };
}

/** Why a receiver did not answer an offer whose connection was lost; undefined for any other error. */
export function whyLost(error: unknown): NotAccepted | undefined {
  if (!isLoss(error)) return undefined;
  return { code: error.code, message: "the connection was lost before it answered" };
}
