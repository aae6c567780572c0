/** HTTP statuses for errors of uploads. @module */

// deno-lint-ignore-file camelcase -- error codes are the words of the protocol

import { type ErrorCode, SluiceError } from "../../errors.ts";
import { EntryError, type EntryReason } from "../../file/entry_error.ts";
import { textAnswer } from "../http/answer.ts";
import { withoutPaths } from "../../text/without_paths.ts";

const STATUS: Partial<Record<ErrorCode, number>> = {
  protocol: 400,
  unsafe_name: 400,
  declined: 403,
  timeout: 408,
  cut: 400,
  exists: 409,
  limit: 413,
  digest_mismatch: 422,
  cannot_create: 500,
  permission: 500,
  no_space: 507,
  io: 503,
};

/** A name is the client's fault; a conflict with an existing file is not. */
const ENTRY_STATUS: Record<EntryReason, number> = {
  characters: 400,
  length: 400,
  duplicate: 400,
  clash: 409,
  place: 409,
  size: 413,
};

/** Returns the status for an error, and a message for the client without paths of this machine. */
export function statusOf(error: unknown): { status: number; code: string; message: string } {
  if (!(error instanceof SluiceError)) {
    return { status: 500, code: "internal", message: "Internal error" };
  }
  const status = error instanceof EntryError ? ENTRY_STATUS[error.reason] : STATUS[error.code];
  return { status: status ?? 500, code: error.code, message: withoutPaths(error.message) };
}

/** Makes the response to a refused or failed upload, with the error's code for programs. */
export function failureAnswer(status: number, code: string, message: string): Response {
  const later = status === 503 && { "retry-after": "5" };
  return textAnswer(status, message, { "sluice-error": code, ...later });
}
