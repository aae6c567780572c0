/** The session of one sender, in which accepted files arrive. @module */

import { ConnectionError, IntegrityError, LocalError } from "../../../errors.ts";
import { EntryError } from "../../../file/entry_error.ts";
import type { IfExists } from "../../../file/if_exists.ts";
import type { SafePath } from "../../../file/safe_path.ts";
import { foldName } from "../../../file/sensitive_name.ts";
import {
  MAX_UPLOAD_ATTEMPTS,
  SECOND_ATTEMPT_TIMEOUT,
  SESSION_SILENT_TIMEOUT,
} from "../../../limits.ts";
import { sameText } from "../../http/same_text.ts";
import type { PlannedFile } from "./planned_file.ts";

/**
 * Why a session ended: all files are done, its sender cancelled or went silent, this side stopped, or nothing
 * can be stored here.
 */
export type SessionEnd = "finished" | "cancelled" | "silent" | "stopped" | LocalError;

/** A file of a session. */
export interface SessionFile {
  /** What was offered. */
  readonly planned: PlannedFile;
  /** What an upload must bring. */
  readonly token: string;
  /** An upload may begin, is running, or is over. */
  state: "pending" | "running" | "over";
  /** Uploads that have begun. */
  attempts: number;
}

/** Options of {@linkcode ReceiveSession}. */
export interface SessionOptions {
  /** The address of its sender, without a port. */
  host: string;
  /** The files. */
  files: readonly PlannedFile[];
  /** What to do with names that exist. */
  ifExists: IfExists;
  /** Called once at the end. */
  onEnd: (why: SessionEnd) => void;
  /** Milliseconds without a byte after which it ends. @default {SESSION_SILENT_TIMEOUT} */
  silentTimeout?: number;
  /** The same while it waits for a file whose checksum differed. @default {SECOND_ATTEMPT_TIMEOUT} */
  secondAttemptTimeout?: number;
}

/** A session. */
export class ReceiveSession {
  /** Its id, which with the tokens is all that an upload proves. */
  readonly id: string = crypto.randomUUID();
  readonly #files: ReadonlyMap<string, SessionFile>;
  readonly #options: SessionOptions;
  readonly #stop = new AbortController();
  /** The files whose paths are taken by this session, as the file systems see them that distinguish the fewest. */
  readonly #claims = new Map<string, SessionFile>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #timeouts: { silent: number; secondAttempt: number };
  /** Files that have not arrived, and may still. */
  open: number;
  /** Uploads that are being stored. */
  #storing = 0;
  /** When it ends unless its sender is heard. */
  #deadline = 0;

  constructor(options: SessionOptions) {
    const { files, silentTimeout = SESSION_SILENT_TIMEOUT } = options;
    const { secondAttemptTimeout = SECOND_ATTEMPT_TIMEOUT } = options;
    this.#options = options;
    this.#timeouts = { silent: silentTimeout, secondAttempt: secondAttemptTimeout };
    this.#files = new Map(files.map((planned) => {
      const token = crypto.randomUUID();
      return [planned.id, { planned, token, state: "pending", attempts: 0 }];
    }));
    this.open = this.#files.size;
    this.heard();
    this.#timer = setInterval(() => {
      if (this.#storing === 0 && performance.now() > this.#deadline) this.end("silent");
    }, Math.min(silentTimeout, secondAttemptTimeout) / 4);
  }

  /** Aborted when the session ends. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** The token of each file, by its id. */
  get tokens(): Record<string, string> {
    return Object.fromEntries(Array.from(this.#files, ([id, { token }]) => [id, token]));
  }

  /** Whether a request with this id, from this address, belongs to the session. */
  isFor(id: string, host: string): boolean {
    return sameText(id, this.id) && host === this.#options.host;
  }

  /** Begins an upload; undefined where the id or the token is wrong, or the file is not awaited. */
  begin(fileId: string, token: string): SessionFile | undefined {
    const file = this.#files.get(fileId);
    if (file === undefined || !sameText(token, file.token)) return undefined;
    if (file.state !== "pending" || this.stopped.aborted) return undefined;
    file.state = "running";
    file.attempts++;
    this.heard();
    return file;
  }

  /** Notes that the sender is alive. */
  heard(): void {
    this.#deadline = performance.now() + this.#timeouts.silent;
  }

  /** Notes that a file is being stored, which may take longer than the silence that ends the session. */
  async storing<T>(action: () => Promise<T>): Promise<T> {
    this.stopped.throwIfAborted();
    this.#storing++;
    try {
      return await action();
    } finally {
      this.#storing--;
      this.heard();
    }
  }

  /** What to do if a path exists: nothing that arrived in this session is replaced. */
  policyFor(file: SessionFile, path: SafePath): IfExists {
    const folded = foldName(path);
    const holder = this.#claims.get(folded) ?? file;
    this.#claims.set(folded, holder);
    // The sender has not named a path with a number.
    return file.planned.isNumbered || holder !== file ? "rename" : this.#options.ifExists;
  }

  /** Ends an upload; returns whether it may be sent again. The last one ends the session, and so does a full disk. */
  finish(file: SessionFile, error?: unknown): boolean {
    const mayRepeat = error instanceof IntegrityError && file.attempts < MAX_UPLOAD_ATTEMPTS;
    file.state = mayRepeat ? "pending" : "over";
    if (!mayRepeat) this.open--;
    // Otherwise a sender that does not send it again would keep others out.
    else this.#deadline = performance.now() + this.#timeouts.secondAttempt;
    if (isOfDisk(error)) this.end(error);
    else if (this.open === 0) this.end("finished");
    return mayRepeat;
  }

  /** Ends the session. Uploads that are not complete are discarded. */
  end(why: SessionEnd): void {
    if (this.stopped.aborted) return;
    clearInterval(this.#timer);
    this.#stop.abort(new ConnectionError("peer_interrupted", "The session has ended"));
    this.#options.onEnd(why);
  }
}

/** Whether an error concerns all files: the disk is full or failing, or the destination has gone. */
export function isOfDisk(error: unknown): error is LocalError {
  return error instanceof LocalError && !(error instanceof EntryError) && error.code !== "exists";
}
