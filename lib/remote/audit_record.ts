/** The audit's record of a request. @module */

import type { RunRequest } from "./run_request.ts";

/** One request: a line of JSON in the audit. */
export interface AuditRecord {
  /** Time of the request, ISO 8601 in UTC. */
  time: string;
  /** The client's address. */
  peer: string;
  /** How the client authenticated. */
  who: RunRequest["who"] | "unknown";
  /** The name of the rule, or null. */
  command: string | null;
  /** The requested words; null where the connection ended before the request. */
  argv: readonly string[] | null;
  /** The decision. */
  decision: "allowed" | "refused" | "wrong_secret";
  /** Why the request was refused, or the command was ended; null where the command ended by itself. */
  why: string | null;
  /** Its process, or null. */
  pid: number | null;
  /** Its exit status, or null. */
  status: number | null;
  /** The signal that ended it, or null. */
  signal: string | null;
  /** Bytes of its standard input, output and error. */
  bytes: { stdin: number; stdout: number; stderr: number };
  /** Seconds from the request to the end of the command. */
  seconds: number;
}
