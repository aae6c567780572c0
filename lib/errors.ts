/**
 * Error classes by the side at fault. Each error has a stable code that programs may compare.
 *
 * Misuse of the library is a built-in `TypeError` or `RangeError`. A message says what happened, then what
 * to do, in sentence case and without a full stop: `Cannot store "a/b": permission denied`. It does not
 * name the internal operation. A message that travels to the peer is understood there as well.
 *
 * @module
 */

/** The stable codes, from which the exit code is derived (`lib/cli/exit_codes.ts`). */
export type ErrorCode =
  // the user's
  | "usage"
  | "no_input"
  // the peer said no
  | "refused"
  | "declined"
  | "unattended"
  | "exists"
  | "digest_refused"
  | "version"
  | "security"
  | "wrong_code"
  | "busy"
  // the remote command
  | "not_allowed"
  | "not_found"
  | "too_many"
  | "time_limit"
  | "output_limit"
  // the peer broke the protocol
  | "protocol"
  | "unsafe_name"
  | "limit"
  // what arrived is not what was sent
  | "digest_mismatch"
  | "source_changed"
  // the connection
  | "cut"
  | "timeout"
  | "unavailable"
  | "untrusted"
  | "reset"
  | "lingered"
  | "interrupted"
  | "peer_interrupted"
  // this machine
  | "permission"
  | "no_space"
  | "cannot_create"
  | "io";

/** The side at fault. */
export type Fault = "caller" | "refusal" | "breach" | "integrity" | "connection" | "local";

/** The reason why a connection was not made or was lost. */
export type ConnectionReason =
  | "refused"
  | "unreachable"
  | "no_answer"
  | "name_unknown"
  | "reset"
  /** Lost after both sides had proven the secret, and before it was encrypted. */
  | "not_encrypted";

/** Options of {@linkcode SluiceError}. */
export interface SluiceErrorOptions extends ErrorOptions {
  /** Whether the peer reported the error. @default {false} */
  remote?: boolean;
  /** The reason of a connection error, if known. */
  reason?: ConnectionReason;
}

/**
 * The base class of sluice's own errors, with a stable {@linkcode SluiceError.code | code}.
 *
 * ```ts
 * import { CallerError, SluiceError } from "./errors.ts";
 * import { assertEquals } from "@std/assert";
 * const error: Error = new CallerError("usage", '--port needs a number, not "x"');
 * if (error instanceof SluiceError) assertEquals([error.fault, error.code], ["caller", "usage"]);
 * ```
 */
export class SluiceError extends Error {
  /** The class's name, for logs. */
  override name = "SluiceError";
  /** The stable code, in lower case, for programs. */
  readonly code: ErrorCode;
  /** The side at fault. */
  readonly fault: Fault;
  /** Whether the peer reported the error. */
  readonly remote: boolean;

  /** Makes an error. `message` is for users: what happened, then what to do. */
  constructor(fault: Fault, code: ErrorCode, message: string, options: SluiceErrorOptions = {}) {
    super(message, options);
    this.fault = fault;
    this.code = code;
    this.remote = options.remote ?? false;
  }
}

/** The user's request is not valid: a bad flag, a missing file. */
export class CallerError extends SluiceError {
  /** The class's name, for logs. */
  override name = "CallerError";
  /** Codes `usage` and `no_input`. */
  constructor(code: "usage" | "no_input", message: string, options?: SluiceErrorOptions) {
    super("caller", code, message, options);
  }
}

/** The peer refused a valid request. */
export class RefusedError extends SluiceError {
  /** The class's name, for logs. */
  override name = "RefusedError";
  /** Any code that a peer may refuse with. */
  constructor(code: ErrorCode, message: string, options?: SluiceErrorOptions) {
    super("refusal", code, message, options);
  }
}

/**
 * The peer violated the protocol. With the code `protocol` the message gets the prefix `Protocol error: `,
 * unless the peer reported the error. The other codes have whole sentences: a limit, an unsafe name.
 */
export class ProtocolError extends SluiceError {
  /** The class's name, for logs. */
  override name = "ProtocolError";
  /** Codes of a violation. @default {"protocol"} */
  constructor(
    message: string,
    code: "protocol" | "unsafe_name" | "limit" = "protocol",
    options?: SluiceErrorOptions,
  ) {
    const isNamed = code === "protocol" && !options?.remote;
    super("breach", code, isNamed ? `Protocol error: ${message}` : message, options);
  }
}

/** The received content differs from what was sent. */
export class IntegrityError extends SluiceError {
  /** The class's name, for logs. */
  override name = "IntegrityError";
  /** Codes `digest_mismatch` and `source_changed`. */
  constructor(
    code: "digest_mismatch" | "source_changed",
    message: string,
    options?: SluiceErrorOptions,
  ) {
    super("integrity", code, message, options);
  }
}

/** The connection failed, ended early, or stalled. */
export class ConnectionError extends SluiceError {
  /** The class's name, for logs. */
  override name = "ConnectionError";
  /** The reason, if known. */
  readonly reason: ConnectionReason | undefined;
  /** Codes of a connection that could not be made or was lost. */
  constructor(
    code:
      | "cut"
      | "timeout"
      | "unavailable"
      | "untrusted"
      | "reset"
      | "lingered"
      | "interrupted"
      | "peer_interrupted",
    message: string,
    options?: SluiceErrorOptions,
  ) {
    super("connection", code, message, options);
    this.reason = options?.reason;
  }
}

/** An operation on this machine failed: disk, permission, name. */
export class LocalError extends SluiceError {
  /** The class's name, for logs. */
  override name = "LocalError";
  /** Codes of a local fault. */
  constructor(
    code:
      | "permission"
      | "no_space"
      | "cannot_create"
      | "io"
      | "exists"
      | "declined"
      | "unattended"
      | "unavailable",
    message: string,
    options?: SluiceErrorOptions,
  ) {
    super("local", code, message, options);
  }
}
