/**
 * The messages of control frames. All are JSON objects (RFC 8259) in UTF-8. A reader ignores members that
 * it does not know, so that later versions can add some.
 *
 * @module
 */

/** Both sides, first: the greeting. */
export interface Hello {
  /** The role in a transfer; `ask` and `answer` for a remote command. */
  role: "send" | "receive" | "ask" | "answer";
  /** Program and version, for people. */
  agent: string;
  /** The name of the machine, for people; absent if the peer does not tell. */
  host?: string;
  /** Wire ids of the digests that this side supports. */
  digests: number[];
  /**
   * Names of optional capabilities. `lost`: understands {@linkcode Lost}. `text`: a receiver that takes
   * texts.
   */
  capabilities: string[];
}

/** The kinds of entries. */
export type EntryKind = "file" | "dir" | "link";

/** The sender: describes the transfer. */
export interface Offer {
  /** Top-level names, the first {@linkcode MAX_OFFER_NAMES} of them. */
  names: string[];
  /** The kinds of these names; absent if the sender does not tell. */
  kinds?: EntryKind[];
  /** Number of top-level names. */
  roots: number;
  /** Number of files, folders and links. */
  entries: number;
  /** Bytes of content. */
  bytes: number;
  /** False if `entries` and `bytes` are incomplete counts, or a size is unknown. */
  exact: boolean;
  /** Wire id of the digest of the files. */
  digest: number;
  /** The one file is a text to be shown, and not stored. Absent for files. */
  text?: true;
}

/** The receiver: accepts the offer. An {@linkcode ErrorMessage} declines it. */
export interface Answer {
  /** Always true. */
  accept: true;
  /** Whether the sender waits for a {@linkcode Want} for every file before it sends content. */
  ask: boolean;
  /** Bytes of content that the receiver has from earlier sessions. @default {0} */
  held?: number;
}

/** The sender: announces the next file, folder or link. */
export interface Entry {
  /** Consecutive number, from 0. */
  id: number;
  /** The kind. */
  kind: EntryKind;
  /** Relative path with `/` between its components. A folder precedes its content. */
  path: string;
  /** Bytes of a file; null if the sender does not know yet. 0 for other kinds. */
  size: number | null;
  /** Permission bits, 0 to 0o777; null if the sender has none (`modeless` on the wire). */
  mode: number | null;
  /** Modification time in milliseconds since 1970-01-01T00:00:00Z. */
  mtime: number;
  /** The target of a link. */
  target?: string;
}

/** The sender: ends a file. */
export interface End {
  /** The file's id. */
  id: number;
  /** Bytes of the whole file. */
  size: number;
  /** Digest of the whole file, lower-case hexadecimal. */
  digest: string;
}

/** The sender: reports that a file could not be sent completely. */
export interface Skip {
  /** The file's id. */
  id: number;
  /** The reason, for programs. */
  code: string;
  /** The reason, for people. */
  message: string;
}

/** The receiver: requests a file from an offset, or skips it. */
export interface Want {
  /** The file's id. */
  id: number;
  /** Offset of the first requested byte; null to skip the file and its digest. */
  offset: number | null;
}

/** The sender: begins the content of a requested file at an offset. */
export interface Start {
  /** The file's id. */
  id: number;
  /** Offset of the first byte that follows. */
  offset: number;
}

/** The receiver: reports whether a resumed file is intact. */
export interface Verdict {
  /** The file's id. */
  id: number;
  /** If false, the sender sends the file again from its start. */
  ok: boolean;
}

/** The receiver: reports that one entry is not stored. The transfer goes on. */
export interface Lost {
  /** The entry's id. */
  id: number;
  /** The path as the sender announced it, possibly truncated. */
  path: string;
  /** The reason, for programs. */
  code: string;
  /** The reason, for people. */
  message: string;
}

/** Both: totals. The sender ends the transfer; the receiver confirms that everything is verified and in place. */
export interface Totals {
  /** Files sent completely, or in place. */
  files: number;
  /** Bytes of their content. */
  bytes: number;
  /** Entries that failed on this side. */
  failed: number;
}

/** The receiver's totals. */
export interface Done extends Totals {
  /** Files that were received completely and not put in place because of a policy. */
  skipped: number;
  /** Entries that were put in place under another name, because theirs existed. @default {0} */
  renamed?: number;
}

/** Both: ends the session with an error. */
export interface ErrorMessage {
  /** One of the stable codes of PROTOCOL.md. Unknown ones count as `refused`. */
  code: string;
  /** The reason, for people. */
  message: string;
}

/** The client: requests a command. */
export interface Run {
  /** The command's name in the policy, and its arguments. */
  argv: string[];
  /** Environment variables, if the policy accepts them. */
  env: Record<string, string>;
  /** Whether stdin frames follow. Otherwise the command's input is empty. */
  stdin: boolean;
  /** Milliseconds that the command may run; null for the policy's limit. */
  timeout: number | null;
}

/** The server: confirms that the command has started. */
export interface Started {
  /** The process id on the server. */
  pid: number;
}

/** The server: grants bytes of stdin. */
export interface Credit {
  /** Bytes in addition to earlier grants. */
  bytes: number;
}

/** The reasons for the end of a command. */
export const EXIT_REASONS = ["exit", "signal", "time", "idle", "output", "stopped"] as const;

/** The server: reports the end of the command. */
export interface Exit {
  /** `exit` and `signal` if it ended by itself; otherwise a limit, or the stop of the server, has ended it. */
  reason: typeof EXIT_REASONS[number];
  /** The exit status; 128 + n if signal n ended the command. */
  status: number;
  /** The signal's name, or null. */
  signal: string | null;
  /** Bytes of standard output that were sent. */
  stdout: number;
  /** Bytes of standard error that were sent. */
  stderr: number;
  /** Streams that were truncated at their limit. */
  truncated: ("stdout" | "stderr")[];
}
