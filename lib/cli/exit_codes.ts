/** Exit codes, their meaning, and the exit code of each error. @module */

// deno-lint-ignore-file camelcase -- error codes are the words of the protocol

import { ConnectionError, type ConnectionReason, type ErrorCode, SluiceError } from "../errors.ts";
import type { CommandPage } from "./command.ts";

/** One exit code. */
export interface ExitCode {
  /** The number. */
  code: number;
  /** A short name, for tables. */
  name: string;
  /** When a command ends with it, in one line. */
  when: string;
  /** Whether every command can end with it. @default {false} */
  always?: boolean;
}

/**
 * The exit codes in order. From 64 on they follow sysexits(3) if one fits. Shells report 128 + n for a
 * program ended by signal n.
 */
export const EXIT_CODES: readonly ExitCode[] = [
  { code: 0, name: "ok", when: "the command is done", always: true },
  {
    code: 1,
    name: "failed",
    when: "the transfer, request or check failed, or the peer refused it",
  },
  { code: 64, name: "usage", when: "a flag or an argument is wrong", always: true },
  { code: 65, name: "data", when: "a digest differs, or the peer broke the protocol" },
  { code: 66, name: "no input", when: "a file to be read does not exist" },
  { code: 68, name: "no host", when: "the name of a machine is unknown" },
  {
    code: 69,
    name: "unavailable",
    when: "the peer cannot be reached, or this system or its Deno lacks a feature",
  },
  { code: 70, name: "software", when: "an internal error; please report it", always: true },
  {
    code: 73,
    name: "cannot create",
    when: "a name already exists, or a file or socket cannot be created",
  },
  {
    code: 74,
    name: "i/o error",
    when: "a disk or stream failed, or is full",
    always: true,
  },
  { code: 75, name: "try again", when: "the connection was lost, stalled or timed out" },
  { code: 77, name: "permission", when: "not permitted, or declined here" },
  { code: 79, name: "unreachable", when: "no route leads to the peer" },
  { code: 80, name: "no answer", when: "the peer did not answer the attempt to connect" },
  { code: 81, name: "reset", when: "the peer reset the connection" },
  { code: 82, name: "lingered", when: "one side did not end within --linger of the other" },
  { code: 83, name: "untrusted", when: "the certificate of the peer is not trusted" },
  { code: 123, name: "too many", when: "as many remote commands run as the peer allows" },
  { code: 124, name: "time limit", when: "the remote command ran too long" },
  { code: 125, name: "output limit", when: "the remote command wrote too much" },
  { code: 126, name: "not allowed", when: "the policy does not allow the remote command" },
  { code: 127, name: "not found", when: "the remote program does not exist" },
  { code: 130, name: "interrupted", when: "ended by Ctrl-C (SIGINT)", always: true },
  {
    code: 141,
    name: "output closed",
    when: "the reader of standard output has closed it",
    always: true,
  },
  { code: 143, name: "terminated", when: "ended by SIGTERM", always: true },
];

/** The exit codes of faults of this side. */
const LOCAL: Record<ErrorCode, number> = {
  usage: 64,
  no_input: 66,
  refused: 1,
  declined: 77,
  unattended: 77,
  exists: 73,
  digest_refused: 1,
  version: 1,
  security: 1,
  wrong_code: 1,
  busy: 1,
  not_allowed: 126,
  not_found: 127,
  too_many: 123,
  time_limit: 124,
  output_limit: 125,
  protocol: 65,
  unsafe_name: 65,
  limit: 65,
  digest_mismatch: 65,
  source_changed: 1,
  cut: 75,
  timeout: 75,
  unavailable: 69,
  untrusted: 83,
  reset: 81,
  lingered: 82,
  interrupted: 130,
  peer_interrupted: 75,
  permission: 77,
  no_space: 74,
  cannot_create: 73,
  io: 74,
};

/** The exit codes of `unavailable` by its reason. Other reasons have that of the code. */
const NOT_MADE: Partial<Record<ConnectionReason, number>> = {
  name_unknown: 68,
  unreachable: 79,
  no_answer: 80,
};

/** Codes that keep their exit code if the peer reports them. The others end in 1. */
const SAME_WHEN_REMOTE: ReadonlySet<ErrorCode> = new Set([
  "protocol",
  "unsafe_name",
  "limit",
  "digest_mismatch",
  "cut",
  "timeout",
  "peer_interrupted",
  "not_allowed",
  "not_found",
  "too_many",
  "time_limit",
  "output_limit",
]);

/**
 * Whether an error means that this system lacks a feature: Unix sockets on Windows, a call that an emulator
 * does not implement. Compares name and code, because this folder must not use `Deno.*`.
 */
export function isUnsupported(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "NotSupported" || (error as { code?: unknown }).code === "ENOSYS";
}

/** Messages of the runtime if it cannot or must not fetch a package. */
const NOT_LOADED = /JSR package .* failed to load|Failed caching npm package|--cached-only/;

/**
 * Whether an error means that a package of the program could not be loaded, which happens only if it runs
 * from source or from a registry.
 */
export function isNotLoaded(error: unknown): boolean {
  return error instanceof Error && !(error instanceof SluiceError) &&
    NOT_LOADED.test(error.message);
}

/** The exit codes that a command can end with, in order. */
export function exitCodesOf({ exitCodes }: Pick<CommandPage, "exitCodes">): ExitCode[] {
  return EXIT_CODES.filter(({ code, always }) => always || exitCodes.includes(code));
}

/**
 * The exit code of an error. The cause of an interruption is the name of its signal: 143 for `SIGTERM`,
 * otherwise 130. An error of another class is an error in sluice itself: 70.
 */
export function exitCodeOf(error: unknown): number {
  if (error instanceof SluiceError) {
    if (error.code === "interrupted") return error.cause === "SIGTERM" ? 143 : 130;
    if (error instanceof ConnectionError && error.code === "unavailable" && error.reason) {
      return NOT_MADE[error.reason] ?? LOCAL.unavailable;
    }
    const isRemote = error.remote || error.fault === "refusal";
    return isRemote && !SAME_WHEN_REMOTE.has(error.code) ? 1 : LOCAL[error.code];
  }
  if (!(error instanceof Error)) return 70;
  if (isUnsupported(error) || isNotLoaded(error)) return 69;
  switch (error.name) {
    case "OutputClosed":
      return 141;
    // By name, because this folder must not use `Deno.*`.
    case "NotCapable":
      return 77;
    default:
      return 70;
  }
}
