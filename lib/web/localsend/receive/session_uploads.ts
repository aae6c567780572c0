/** The uploads of a session. @module */

import { SluiceError } from "../../../errors.ts";
import { EntryError } from "../../../file/entry_error.ts";
import { SingleFiles } from "../../../file/staging/single_files.ts";
import type { Names } from "../../../file/staging/stored_name.ts";
import { MAX_UPLOADS_OF_SOURCE } from "../../../limits.ts";
import { describeFailure, emptyAnswer, refused } from "./receive_answers.ts";
import { receiveFile } from "./receive_file.ts";
import { isOfDisk, type ReceiveSession, type SessionFile } from "./session.ts";
import type { SessionObserver } from "./session_event.ts";
import { Turns } from "./turns.ts";

/** A session with its observer. */
export interface ObservedSession {
  /** The session. */
  session: ReceiveSession;
  /** Receives its events. */
  observer: SessionObserver;
}

/** Receives files into a destination, a number of them at once. */
export class SessionUploads {
  readonly #into: string;
  readonly #names: Names;
  readonly #singles: SingleFiles;
  readonly #turns = new Turns(MAX_UPLOADS_OF_SOURCE);
  readonly #running = new Set<Promise<void>>();

  constructor({ into, names }: { into: string; names: Names }) {
    this.#into = into;
    this.#names = names;
    this.#singles = new SingleFiles(into);
  }

  /** Receives a file that was begun, and makes the response. */
  async receive(
    request: Request,
    file: SessionFile,
    observed: ObservedSession,
  ): Promise<Response> {
    const upload = this.#store(request, file, observed);
    this.#running.add(upload);
    try {
      await upload;
      return emptyAnswer(200);
    } catch (error) {
      const { status, message } = describeFailure(error);
      return await refused(request, status, message);
    } finally {
      this.#running.delete(upload);
    }
  }

  async #store(
    request: Request,
    file: SessionFile,
    { session, observer }: ObservedSession,
  ): Promise<void> {
    const options = { into: this.#into, names: this.#names, singles: this.#singles, observer };
    try {
      await this.#turns.take(async () => {
        session.stopped.throwIfAborted();
        await receiveFile(request, session, file, options);
      });
    } catch (error) {
      // Not with or after the end, which reports the files that are missing.
      const isOver = session.stopped.aborted || isOfDisk(error);
      const mayRepeat = session.finish(file, error);
      if (!mayRepeat && !isOver) {
        const { path } = file.planned;
        const { code } = describeFailure(error);
        observer.event({ type: "file_failed", path, code, message: whyFailed(error, path) });
      }
      throw error;
    }
    session.finish(file);
  }

  /** Resolves when the uploads that are running now have ended. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#running]);
  }

  /** Releases what the destination has for uploads. */
  async close(): Promise<void> {
    await this.settled();
    this.#singles.close();
  }
}

/** Why a file was not stored, for the user here, who is shown its path beside it. */
function whyFailed(error: unknown, path: string): string {
  if (error instanceof EntryError) return error.why;
  if (!(error instanceof SluiceError)) return describeFailure(error).message;
  const shown = JSON.stringify(path);
  const { message } = error;
  if (message.startsWith(`${shown} `)) return `it${message.slice(shown.length)}`;
  const doing = `Cannot store ${shown}: `;
  return message.startsWith(doing) ? message.slice(doing.length) : message;
}
