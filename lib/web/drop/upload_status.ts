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

/** What is said of a failure. */
export interface UploadFailure {
  /** The status of the response. */
  status: number;
  /** The error's code. */
  code: string;
  /** For the client: without paths of this machine. */
  message: string;
  /** For the user of this machine. */
  own: string;
}

/** Describes an error. */
export function statusOf(error: unknown): UploadFailure {
  if (!(error instanceof SluiceError)) {
    const message = "Internal error";
    return { status: 500, code: "internal", message, own: message };
  }
  const status = error instanceof EntryError ? ENTRY_STATUS[error.reason] : STATUS[error.code];
  const { code, message: own } = error;
  return { status: status ?? 500, code, message: withoutPaths(own), own };
}

/** Makes the response to a refused or failed upload, with the error's code for programs. */
export function failureAnswer(status: number, code: string, message: string): Response {
  const later = status === 503 && { "retry-after": "5" };
  return textAnswer(status, message, { "sluice-error": code, ...later });
}
