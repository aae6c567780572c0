/** Sends the files that a LocalSend receiver has accepted. @module */

import { sleep } from "../../../async.ts";
import { sha256 } from "../../../digest/sha256.ts";
import { ConnectionError } from "../../../errors.ts";
import { SourceError } from "../../../file/source/source_file.ts";
import {
  LOCALSEND_PARALLEL,
  LOCALSEND_UPLOAD_SILENCE,
  MAX_DATA_BYTES,
  MAX_UPLOAD_ATTEMPTS,
} from "../../../limits.ts";
import type { ClientAnswer, LocalSendClient } from "../http_client.ts";
import { API, LocalSendStatus } from "../protocol.ts";
import { type OutgoingFile, piecesOf } from "./outgoing_file.ts";
import { fileFailure } from "./upload_failure.ts";

/** Milliseconds before a file is sent again after a lost connection. */
const RETRY_DELAY = 500;
/** Milliseconds for a receiver that has ended a session to say so: its answers to the uploads may come before. */
const CANCEL_DELAY = 300;
/** Files that are refused or lost in a row before the session counts as ended. */
const MAX_LOST_IN_A_ROW = 16;

/** Receives what happens to files. */
export interface UploadObserver {
  /** A file begins, possibly again. */
  started(path: string, size: number): void;
  /** Content was sent. */
  progressed(bytes: number): void;
  /** A file is sent again; this much of it was sent for nothing. */
  restarted(bytes: number): void;
  /** The receiver has answered that it has a file. */
  done(path: string, size: number, digest: string): Promise<void> | void;
  /** A file was not sent. */
  failed(path: string, code: string, message: string): Promise<void> | void;
}

/** Options of {@linkcode uploadFiles}. */
export interface UploadFilesOptions {
  /** The receiver. */
  client: LocalSendClient;
  /** The id of the session. */
  sessionId: string;
  /** The tokens of the files by their ids. */
  tokens: ReadonlyMap<string, string>;
  /** The files; those without a token are left out. */
  files: readonly OutgoingFile[];
  /** Receives events. */
  observer: UploadObserver;
  /** Delays bytes, for a limited rate, until the signal. Default: no delay. */
  pace?: ((bytes: number, signal: AbortSignal) => Promise<void>) | undefined;
  /** Bytes of a piece at most. @default {MAX_DATA_BYTES} */
  piece?: number;
  /** Ends the session. */
  signal: AbortSignal;
}

/**
 * Sends the files, a few at once. One that fails does not keep the others back.
 *
 * @throws {ConnectionError} if the receiver cannot be reached any more, or refuses many files in a row.
 */
export async function uploadFiles(options: UploadFilesOptions): Promise<void> {
  const { files, tokens, piece = MAX_DATA_BYTES } = options;
  const wanted = files.filter(({ offered }) => tokens.has(offered.id)).values();
  // Ends the other uploads where one finds that the receiver has gone.
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const uploads = new Uploads({ ...options, signal });
  const work = async () => {
    const buffer = new Uint8Array(piece);
    try {
      for (const file of wanted) await uploads.send(file, buffer);
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  };
  const count = Math.min(LOCALSEND_PARALLEL, tokens.size);
  const results = await Promise.allSettled(Array.from({ length: count }, work));
  options.signal.throwIfAborted();
  if (results.some(({ status }) => status === "rejected")) throw stop.signal.reason;
}

class Uploads {
  readonly #options: UploadFilesOptions;
  /** Files in a row that the receiver has not taken. */
  #lost = 0;

  constructor(options: UploadFilesOptions) {
    this.#options = options;
  }

  /** Sends one file, and again where its checksum differed or the connection was lost. */
  async send(file: OutgoingFile, buffer: Uint8Array<ArrayBuffer>): Promise<void> {
    const { signal, observer } = this.#options;
    let loss: ConnectionError | undefined;
    for (let attempt = 1;; attempt++) {
      const isLast = attempt === MAX_UPLOAD_ATTEMPTS;
      const result = await this.#attempt(file, buffer);
      if (result === "done") {
        this.#lost = 0;
        return;
      }
      if (result instanceof SourceError) return await this.#fail(file, result.code, result.why);
      if (result instanceof ConnectionError) {
        loss = result;
        // The receiver cannot be reached for the other files either.
        if (isLast && result.code !== "cut") throw gone(result);
        if (isLast) return await this.#lose(file, "cut", "the connection was lost");
        await sleep(RETRY_DELAY * attempt, signal);
        continue;
      }
      if (result.status === LocalSendStatus.checksum && !isLast) continue;
      // The protocol has no resumption, and most receivers take a file once.
      if (loss !== undefined && result.status === LocalSendStatus.rejected) {
        return await this.#lose(file, loss.code, "the connection was lost; send it again");
      }
      const code = result.status === LocalSendStatus.checksum ? "digest_mismatch" : "refused";
      await sleep(CANCEL_DELAY, signal);
      if (result.status !== LocalSendStatus.rejected) {
        await observer.failed(file.offered.fileName, code, fileFailure(result));
        return;
      }
      return await this.#lose(file, code, fileFailure(result));
    }
  }

  async #fail({ offered }: OutgoingFile, code: string, message: string): Promise<void> {
    await this.#options.observer.failed(offered.fileName, code, message);
  }

  /** Reports a file that the receiver did not take. @throws {ConnectionError} if these are many. */
  async #lose(file: OutgoingFile, code: string, message: string): Promise<void> {
    await this.#fail(file, code, message);
    if (++this.#lost >= MAX_LOST_IN_A_ROW) {
      throw new ConnectionError("peer_interrupted", "The receiver has ended the session");
    }
  }

  /** Sends a file once. Returns the answer that is none of success, or what went wrong. */
  async #attempt(
    file: OutgoingFile,
    buffer: Uint8Array<ArrayBuffer>,
  ): Promise<"done" | ClientAnswer | ConnectionError | SourceError> {
    const { client, observer, pace, signal } = this.#options;
    const { fileName, size, sha256: known } = file.offered;
    const hasher = known === undefined ? sha256.create() : undefined;
    let sent = 0;
    const onSent = (bytes: number) => {
      sent += bytes;
      observer.progressed(bytes);
    };
    const paced = pace && ((bytes: number) => pace(bytes, signal));
    observer.started(fileName, size);
    let result: ClientAnswer | ConnectionError | SourceError;
    try {
      result = await client.post(this.#path(file), {
        body: { bytes: piecesOf(file, { buffer, hasher, pace: paced, onSent }), length: size },
        silence: LOCALSEND_UPLOAD_SILENCE,
        signal,
      });
      if (result.status === 200 && sent === size) {
        await observer.done(fileName, size, known ?? hasher!.digest());
        return "done";
      }
    } catch (error) {
      const isOfFile = error instanceof SourceError ||
        (error instanceof ConnectionError && error.code !== "untrusted");
      if (signal.aborted || !isOfFile) throw error;
      result = error;
    }
    observer.restarted(sent);
    return result;
  }

  #path({ offered: { id } }: OutgoingFile): string {
    const { sessionId, tokens } = this.#options;
    // The receiver chose these: nothing of them may reach the other parts of the request.
    const [session, file, token] = [sessionId, id, tokens.get(id)!].map(encodeURIComponent);
    return `/${API}upload?sessionId=${session}&fileId=${file}&token=${token}`;
  }
}

/** The receiver has answered before, so that it has not merely failed to be reached. */
function gone(error: ConnectionError): ConnectionError {
  if (error.code !== "unavailable") return error;
  return new ConnectionError("cut", "Connection to the receiver lost; send again", {
    cause: error,
  });
}
