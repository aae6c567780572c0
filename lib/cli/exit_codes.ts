/** Exit codes: what they mean, and which error ends in which. @module */

import { ConnectionError, type ConnectionReason, type ErrorCode, SluiceError } from "../errors.ts";
import type { PermissionClass } from "./command.ts";

/** One exit code. */
export interface ExitCode {
  /** The number. */
  code: number;
  /** A short name, for tables. */
  name: string;
  /** When a command ends with it: one line. */
  when: string;
  /** Only commands that hold one of these permissions can end with it. Default: any command. */
  needs?: readonly PermissionClass[];
}

/**
 * The exit codes in order. From 64 on they follow sysexits(3) where one fits; 128 + n is what
 * shells report for a program ended by signal n.
 */
export const EXIT_CODES: readonly ExitCode[] = [
  { code: 0, name: "ok", when: "everything asked for was done" },
  {
    code: 1,
    name: "failed",
    when: "the transfer or request failed, or the other side refused it",
    needs: ["net"],
  },
  { code: 64, name: "usage", when: "the command line cannot be understood" },
  {
    code: 65,
    name: "data",
    when: "a digest differs, or the other side broke the protocol",
    needs: ["net"],
  },
  { code: 66, name: "no input", when: "a file to be read does not exist", needs: ["read"] },
  { code: 68, name: "no host", when: "no machine of that name is known", needs: ["net"] },
  {
    code: 69,
    name: "unavailable",
    when: "the other side cannot be reached, or this system or its Deno lacks a feature",
    needs: ["net"],
  },
  { code: 70, name: "software", when: "a mistake in sluice itself" },
  {
    code: 73,
    name: "cannot create",
    when: "a name exists already, or cannot be created",
    needs: ["write"],
  },
  { code: 74, name: "i/o error", when: "a disk or stream failed, or is full" },
  {
    code: 75,
    name: "try again",
    when: "the connection was cut or stalled, or time ran out",
    needs: ["net"],
  },
  {
    code: 77,
    name: "permission",
    when: "not permitted here, or not agreed to here",
    needs: ["read", "write", "net", "sys", "run"],
  },
  { code: 79, name: "unreachable", when: "no route leads to the other side", needs: ["net"] },
  { code: 80, name: "no answer", when: "nobody answered the attempt to connect", needs: ["net"] },
  { code: 81, name: "reset", when: "connect, listen: the other side reset it", needs: ["net"] },
  {
    code: 82,
    name: "lingered",
    when: "connect, listen: the other side did not end within --linger",
    needs: ["net"],
  },
  {
    code: 83,
    name: "untrusted",
    when: "the other side's certificate is not trusted",
    needs: ["net"],
  },
  {
    code: 123,
    name: "too many",
    when: "exec: as many commands run there as may",
    needs: ["net"],
  },
  { code: 124, name: "time limit", when: "exec: the command took too long", needs: ["net"] },
  { code: 125, name: "output limit", when: "exec: the command wrote too much", needs: ["net"] },
  { code: 126, name: "not allowed", when: "exec: the policy does not allow it", needs: ["net"] },
  { code: 127, name: "not found", when: "exec: the program is gone", needs: ["net"] },
  { code: 130, name: "interrupted", when: "ended by Ctrl-C (SIGINT)" },
  { code: 141, name: "output closed", when: "the reader of standard output went away" },
  { code: 143, name: "terminated", when: "ended by SIGTERM" },
];

/** For faults of this side. */
const LOCAL: Record<ErrorCode, number> = {
  usage: 64,
  no_input: 66,
  refused: 1,
  declined: 77,
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

/** Why a connection was not made; the rest of `unavailable` keeps that code's number. */
const NOT_MADE: Partial<Record<ConnectionReason, number>> = {
  name_unknown: 68,
  unreachable: 79,
  no_answer: 80,
};

/** What keeps its number when the other side reports it; the rest is its own affair, and ends in 1. */
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
 * Whether an error says that this system cannot do what was asked: Unix sockets on Windows, a call that
 * an emulator lacks. By name and code, as this folder does not touch `Deno.*`.
 */
export function isUnsupported(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "NotSupported" || (error as { code?: unknown }).code === "ENOSYS";
}

/** How the runtime says that it cannot fetch a package, or may not. */
const NOT_LOADED = /JSR package .* failed to load|Failed caching npm package|--cached-only/;

/**
 * Whether an error says that a package which the program is made of could not be loaded. Only a program
 * that runs from source or from a registry has such packages.
 */
export function isNotLoaded(error: unknown): boolean {
  return error instanceof Error && !(error instanceof SluiceError) &&
    NOT_LOADED.test(error.message);
}

/** The exit codes that a command with these permissions can end with, in order. */
export function exitCodesFor(permissions: readonly PermissionClass[]): ExitCode[] {
  return EXIT_CODES.filter(({ needs }) =>
    needs?.some((name) => permissions.includes(name)) ?? true
  );
}

/**
 * The exit code an error ends in. An interruption names its signal as the error's cause: `SIGTERM`
 * is 143, anything else 130. An error that no part of sluice made is a mistake in sluice: 70.
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
    // Deno's own refusal, by name: this folder does not touch `Deno.*`.
    case "NotCapable":
      return 77;
    default:
      return 70;
  }
}
