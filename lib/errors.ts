/**
 * Errors by whose fault, each with a stable code that programs may compare.
 *
 * A caller's own misuse of the library is a built-in `TypeError` or `RangeError`.
 * The text says what was attempted, a colon, and what was found.
 *
 * @module
 */

/** The stable codes; the command line's exit code follows from them (`lib/cli/exit_codes.ts`). */
export type ErrorCode =
  // the user's
  | "usage"
  | "no_input"
  // the peer said no
  | "refused"
  | "declined"
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

/** Whose fault an error is. */
export type Fault = "caller" | "refusal" | "breach" | "integrity" | "connection" | "local";

/** Why a connection was not made, or how it was lost. */
export type ConnectionReason = "refused" | "unreachable" | "no_answer" | "name_unknown" | "reset";

/** Options of {@linkcode SluiceError}. */
export interface SluiceErrorOptions extends ErrorOptions {
  /** True when the peer reported the error and this side merely heard of it. @default {false} */
  remote?: boolean;
  /** Says more than a connection error's code. Default: nothing more is known. */
  reason?: ConnectionReason;
}

/** What all of sluice's own errors share: a stable {@linkcode SluiceError.code | code}. */
export class SluiceError extends Error {
  /** The class's name, for logs. */
  override name = "SluiceError";
  /** Stable, lower case, for programs. */
  readonly code: ErrorCode;
  /** Whose fault it is. */
  readonly fault: Fault;
  /** True when the peer reported it. */
  readonly remote: boolean;

  /** Makes an error; `message` is "action attempted: what was found", without a full stop. */
  constructor(fault: Fault, code: ErrorCode, message: string, options: SluiceErrorOptions = {}) {
    super(message, options);
    this.fault = fault;
    this.code = code;
    this.remote = options.remote ?? false;
  }
}

/** The user asked for something that cannot be: a bad flag, a missing file. */
export class CallerError extends SluiceError {
  /** The class's name, for logs. */
  override name = "CallerError";
  /** Codes `usage` and `no_input`. */
  constructor(code: "usage" | "no_input", message: string, options?: SluiceErrorOptions) {
    super("caller", code, message, options);
  }
}

/** The peer understood and said no. */
export class RefusedError extends SluiceError {
  /** The class's name, for logs. */
  override name = "RefusedError";
  /** Any code the peer may give as the reason of its refusal. */
  constructor(code: ErrorCode, message: string, options?: SluiceErrorOptions) {
    super("refusal", code, message, options);
  }
}

/** The peer sent what the protocol does not allow. */
export class ProtocolError extends SluiceError {
  /** The class's name, for logs. */
  override name = "ProtocolError";
  /** The codes of a breach; `protocol` unless something more exact fits. */
  constructor(
    message: string,
    code: "protocol" | "unsafe_name" | "limit" = "protocol",
    options?: SluiceErrorOptions,
  ) {
    super("breach", code, message, options);
  }
}

/** What arrived is not what was sent. */
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
  /** What exactly happened, where the system said. */
  readonly reason: ConnectionReason | undefined;
  /** Codes of a connection that could not be made or did not last. */
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

/** This machine's disk, permission or name space said no. */
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
      | "unavailable",
    message: string,
    options?: SluiceErrorOptions,
  ) {
    super("local", code, message, options);
  }
}
