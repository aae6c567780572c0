/**
 * The messages of control frames. All are JSON objects (RFC 8259) in UTF-8; members that a reader
 * does not know are ignored, so that a later release may add some.
 *
 * @module
 */

/** Both sides, first: who I am. */
export interface Hello {
  /** Which end of the transfer; `ask` and `answer` for a remote command. */
  role: "send" | "receive" | "ask" | "answer";
  /** Program and version, for people. */
  agent: string;
  /** Wire ids of the digests this side computes. */
  digests: number[];
  /** Names of optional abilities. `lost`: hears of single entries that the receiver cannot store. */
  capabilities: string[];
}

/** What an entry may be. */
export type EntryKind = "file" | "dir" | "link";

/** The sender: what I would send. */
export interface Offer {
  /** Top-level names, the first {@linkcode MAX_OFFER_NAMES} of them. */
  names: string[];
  /** What each of these names is; absent where the sender does not say. */
  kinds?: EntryKind[];
  /** How many top-level names there are. */
  roots: number;
  /** Files, folders and links. */
  entries: number;
  /** Bytes of content. */
  bytes: number;
  /** False where `entries` and `bytes` are only what had been counted so far, or the size is unknown. */
  exact: boolean;
  /** Wire id of the digest of every file. */
  digest: number;
}

/** The receiver: yes. A no is an {@linkcode ErrorMessage}. */
export interface Answer {
  /** Always true. */
  accept: true;
  /** True: the sender waits for a {@linkcode Want} on every file before it sends content. */
  ask: boolean;
  /** Bytes of content that the receiver holds from earlier sessions. @default {0} */
  held?: number;
}

/** The sender: the next file, folder or link. */
export interface Entry {
  /** Consecutive from 0. */
  id: number;
  /** What it is. */
  kind: EntryKind;
  /** Relative path with `/` between its components; a folder comes before what is in it. */
  path: string;
  /** Bytes of a file; null where the sender does not know yet. 0 for others. */
  size: number | null;
  /** Permission bits, 0 to 0o777; null where the sender knows none (`modeless` on the wire). */
  mode: number | null;
  /** Modification time in milliseconds since 1970-01-01T00:00:00Z. */
  mtime: number;
  /** Where a link points. */
  target?: string;
}

/** The sender: the end of a file. */
export interface End {
  /** The file's id. */
  id: number;
  /** Bytes of the whole file. */
  size: number;
  /** Digest of the whole file, lower-case hexadecimal. */
  digest: string;
}

/** The sender: this file could not be sent to its end. */
export interface Skip {
  /** The file's id. */
  id: number;
  /** Why, for programs. */
  code: string;
  /** Why, for people. */
  message: string;
}

/** The receiver: from where on I want a file, or that I do not. */
export interface Want {
  /** The file's id. */
  id: number;
  /** First byte wanted; null: none, and no digest either. */
  offset: number | null;
}

/** The sender: the content of a wanted file follows, from `offset` on. */
export interface Start {
  /** The file's id. */
  id: number;
  /** First byte that follows. */
  offset: number;
}

/** The receiver: whether a file that was not sent from its start turned out whole. */
export interface Verdict {
  /** The file's id. */
  id: number;
  /** False: send it from its start. */
  ok: boolean;
}

/** The receiver: this entry is not stored; the others are not concerned. */
export interface Lost {
  /** The entry's id. */
  id: number;
  /** The sender's own path, or its beginning. */
  path: string;
  /** Why, for programs. */
  code: string;
  /** Why, for people. */
  message: string;
}

/** Both: totals. From the sender: that was all. From the receiver: verified and in place. */
export interface Totals {
  /** Files sent to their end, or in place. */
  files: number;
  /** Bytes of their content. */
  bytes: number;
  /** Entries that failed at this side. */
  failed: number;
}

/** The receiver's totals. */
export interface Done extends Totals {
  /** Files that came to their end and that the policy left out of place. */
  skipped: number;
}

/** Both: I give up. */
export interface ErrorMessage {
  /** One of the stable codes of PROTOCOL.md; unknown ones count as `refused`. */
  code: string;
  /** For people. */
  message: string;
}

/** The asker: what to run. */
export interface Run {
  /** The command's name in the policy, and its arguments. */
  argv: string[];
  /** Variables to be set, as far as the policy accepts them. */
  env: Record<string, string>;
  /** Whether stdin frames will come; otherwise the command reads an empty input. */
  stdin: boolean;
  /** Milliseconds it may take; null: as long as the policy lets it. */
  timeout: number | null;
}

/** The answerer: it runs. */
export interface Started {
  /** Its process there. */
  pid: number;
}

/** The answerer: how much more stdin it takes. */
export interface Credit {
  /** Bytes on top of what was granted before. */
  bytes: number;
}

/** Why a command ended. */
export const EXIT_REASONS = ["exit", "signal", "time", "idle", "output", "stopped"] as const;

/** The answerer: how the command ended. */
export interface Exit {
  /** `exit` and `signal` by itself; otherwise it was ended: a limit, or the server is stopped. */
  reason: typeof EXIT_REASONS[number];
  /** Its exit status; 128 + n where signal n ended it. */
  status: number;
  /** The signal's name, or null. */
  signal: string | null;
  /** Bytes of standard output that were sent. */
  stdout: number;
  /** Bytes of standard error that were sent. */
  stderr: number;
  /** Streams that were cut off at their limit. */
  truncated: ("stdout" | "stderr")[];
}
