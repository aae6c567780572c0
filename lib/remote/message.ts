/**
 * What the part that meets the network and the part that starts processes say to each other. Each
 * request has a `MessagePort` of its own. Pure.
 *
 * @module
 */

import type { Exit } from "../frame/control.ts";
import type { Request } from "./gate/decide.ts";

/** What is asked of the part that starts processes. */
export interface Asked extends Request {
  /** The address it came from. */
  peer: string;
  /** The place that counts against the limit for one peer. */
  source: string;
  /** Who proved to be who: by a secret, a code, or not at all. */
  who: "secret" | "code" | "nobody";
  /** Milliseconds it may take; the policy's limit holds besides. */
  timeout?: number;
}

/** From the network's side. */
export type ToRunner =
  /** Bytes for its standard input. */
  | { type: "stdin"; bytes: Uint8Array<ArrayBuffer> }
  /** The end of its standard input. */
  | { type: "eof" }
  /** So much output has gone on, by {@linkcode costOf}. */
  | { type: "taken"; stream: OutputName; cost: number }
  /** Whoever asked has gone. */
  | { type: "gone" };

/** To the network's side. */
export type FromRunner =
  /** It runs. */
  | { type: "started"; pid: number }
  /** It does not; the last message. */
  | { type: "refused"; code: RefusalCode; message: string }
  /** What it wrote. */
  | { type: "output"; stream: OutputName; bytes: Uint8Array<ArrayBuffer> }
  /** So much more is taken for its standard input, by {@linkcode costOf}. */
  | { type: "credit"; bytes: number }
  /** It ended, and everything it wrote was said; the last message. */
  | { type: "exit"; exit: Exit };

/** The two outputs of a process. */
export type OutputName = "stdout" | "stderr";

/** Why a request is refused. */
export type RefusalCode = "not_allowed" | "not_found" | "too_many" | "io";

/** One request, as the audit tells it: a line of JSON. */
export interface AuditRecord {
  /** When it was asked for, ISO 8601 in UTC. */
  time: string;
  /** The address it came from. */
  peer: string;
  /** Who proved to be who. */
  who: Asked["who"] | "unknown";
  /** The name of the rule, or null. */
  command: string | null;
  /** What was asked for; null: it did not come to that. */
  argv: readonly string[] | null;
  /** What was decided. */
  decision: "allowed" | "refused" | "wrong_secret";
  /** Why it was refused, or how it was ended; null: it ended by itself. */
  why: string | null;
  /** Its process, or null. */
  pid: number | null;
  /** Its exit status, or null. */
  status: number | null;
  /** The signal that ended it, or null. */
  signal: string | null;
  /** Bytes of its standard input, output and error. */
  bytes: { stdin: number; stdout: number; stderr: number };
  /** Seconds from the request to its end. */
  seconds: number;
}

/** What a piece counts for where a limited number of bytes may be under way: tiny ones are not free. */
export function costOf(bytes: { length: number }): number {
  return Math.max(bytes.length, MIN_COST);
}

/** What the smallest piece counts for. */
export const MIN_COST = 256;
