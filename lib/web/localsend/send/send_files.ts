/** A session with a LocalSend receiver, from the question to the last file. @module */

import { ConnectionError, ProtocolError } from "../../../errors.ts";
import { cancelSession } from "../cancel_session.ts";
import type { ReachableDevice } from "../device.ts";
import { hostIn, type Route } from "../device_handler.ts";
import type { DevicePlace, LocalSendClient } from "../http_client.ts";
import { jsonAnswer, messageAnswer } from "../json_answer.ts";
import { LocalSendStatus } from "../protocol.ts";
import type { OutgoingFile } from "./outgoing_file.ts";
import { requestUpload, type UploadReply } from "./request_upload.ts";
import { uploadFiles, type UploadObserver } from "./upload_files.ts";

/** What a session reports, and asks. */
export interface SessionObserver extends UploadObserver {
  /** The receiver has accepted these files. */
  accepted(wanted: readonly OutgoingFile[]): Promise<void> | void;
  /** A file that the receiver does not want. */
  unwanted(path: string): Promise<void> | void;
  /**
   * The receiver requires a PIN, or the last one was wrong. Resolves to the PIN.
   *
   * @throws what ends the session.
   */
  pin(): Promise<string>;
  /** Another session is running. Resolves when the receiver may be asked again. @throws what ends the session. */
  busy(): Promise<void>;
}

/** Options of {@linkcode SendSession.send}. */
export interface SendSessionOptions {
  /** The receiver. */
  client: LocalSendClient;
  /** Its place. */
  place: DevicePlace;
  /** What this device says about itself. */
  self: ReachableDevice;
  /** The PIN, if it is known. */
  pin: string | undefined;
  /** Receives events. */
  observer: SessionObserver;
  /** Delays bytes, for a limited rate, until the signal. Default: no delay. */
  pace?: ((bytes: number, signal: AbortSignal) => Promise<void>) | undefined;
  /** Bytes of a piece at most. Default: that of {@linkcode uploadFiles}. */
  piece?: number;
  /** Ends the session. */
  signal: AbortSignal;
}

/** Sends files to one receiver, and ends where the receiver cancels. */
export class SendSession {
  /** Aborted by the receiver. */
  readonly #cancelled = new AbortController();
  #running: { place: DevicePlace; sessionId: string } | undefined;

  /** `POST cancel` of the receiver; of other devices it is ignored. */
  readonly cancelRoute: Route = ({ peer, query }) => {
    const running = this.#running;
    const isReceiver = running !== undefined && query.get("sessionId") === running.sessionId &&
      hostIn(peer) === running.place.host.replace(/%.*$/, "");
    if (!isReceiver) {
      return Promise.resolve(messageAnswer(LocalSendStatus.rejected, "No such session"));
    }
    this.#cancelled.abort(new ConnectionError("peer_interrupted", "The receiver cancelled"));
    return Promise.resolve(jsonAnswer(200, {}));
  };

  /**
   * Asks the receiver, and sends what it accepts. Resolves to whether content was asked for.
   *
   * @throws {RefusedError} if it declined.
   * @throws {ConnectionError} code `peer_interrupted` if it cancelled.
   */
  async send(files: readonly OutgoingFile[], options: SendSessionOptions): Promise<boolean> {
    const { client, place, observer } = options;
    const reply = await this.#ask(files, options);
    if (reply.kind === "nothing_wanted") return false;
    const { sessionId, tokens } = reply;
    this.#running = { place, sessionId };
    using ending = this.#ending(client, sessionId, options.signal);
    let hasFailed = false;
    const failed: UploadObserver["failed"] = (...about) => {
      // The receiver ends the uploads of a session that was cancelled here.
      if (options.signal.aborted) return;
      hasFailed = true;
      return observer.failed(...about);
    };
    try {
      const wanted = files.filter(({ offered }) => tokens.has(offered.id));
      await observer.accepted(wanted);
      for (const { offered } of files) {
        if (!tokens.has(offered.id)) await observer.unwanted(offered.fileName);
      }
      // The functions of a class's instance are not copied by a spread.
      const watched: UploadObserver = {
        started: (path, size) => observer.started(path, size),
        progressed: (bytes) => observer.progressed(bytes),
        restarted: (bytes) => observer.restarted(bytes),
        done: (path, size, digest) => observer.done(path, size, digest),
        failed,
      };
      const { pace, piece } = options;
      const { signal } = ending;
      const session = { client, sessionId, tokens, files, observer: watched, signal };
      await uploadFiles({ ...session, pace, ...piece !== undefined && { piece } });
      options.signal.throwIfAborted();
      // Otherwise the receiver would wait for a file that never comes.
      if (hasFailed) await cancelSession(client, sessionId);
      return true;
    } catch (error) {
      if (options.signal.aborted) await ending.told;
      else if (!this.#cancelled.signal.aborted) await cancelSession(client, sessionId);
      throw error;
    } finally {
      this.#running = undefined;
    }
  }

  /**
   * Returns what ends the uploads: the receiver at once; this side's user when the receiver has been told,
   * because it would take connections that end before for lost.
   */
  #ending(
    client: LocalSendClient,
    sessionId: string,
    user: AbortSignal,
  ): Disposable & { signal: AbortSignal; told: Promise<void> } {
    const over = new AbortController();
    const told = Promise.withResolvers<void>();
    const tell = async () => {
      await cancelSession(client, sessionId);
      over.abort(user.reason);
      told.resolve();
    };
    if (user.aborted) void tell();
    else user.addEventListener("abort", tell, { once: true });
    return {
      signal: AbortSignal.any([over.signal, this.#cancelled.signal]),
      told: told.promise,
      [Symbol.dispose]: () => user.removeEventListener("abort", tell),
    };
  }

  async #ask(
    files: readonly OutgoingFile[],
    { client, self, pin: given, observer, signal }: SendSessionOptions,
  ): Promise<Extract<UploadReply, { kind: "accepted" | "nothing_wanted" }>> {
    const offered = files.map((file) => file.offered);
    for (let pin = given;;) {
      let reply: UploadReply;
      try {
        reply = await requestUpload({ client, self, files: offered, pin, signal });
      } catch (error) {
        // The receiver's user may still be asked, or the session has begun with an invalid answer.
        if (signal.aborted || error instanceof ProtocolError) {
          await cancelSession(client, undefined);
        }
        throw error;
      }
      if (reply.kind === "pin") pin = await observer.pin();
      else if (reply.kind === "busy") await observer.busy();
      else return reply;
    }
  }
}
