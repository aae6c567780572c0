/** Errors of uploads as answers of HTTP. @module */

import { type ErrorCode, SluiceError } from "../errors.ts";

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

/** The status for an error, and what the client is told: never where things are on this machine. */
export function statusOf(error: unknown): { status: number; code: string; message: string } {
  if (!(error instanceof SluiceError)) {
    return { status: 500, code: "internal", message: "something went wrong here" };
  }
  return { status: STATUS[error.code] ?? 500, code: error.code, message: error.message };
}
