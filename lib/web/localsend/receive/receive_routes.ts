/**
 * The requests by which a LocalSend device sends: `prepare-upload`, `upload` and `cancel`. There is one session at
 * a time, and its place is taken while the user is asked, as in the application.
 *
 * @module
 */

import { ConnectionError, SluiceError } from "../../../errors.ts";
import type { Names } from "../../../file/staging/stored_name.ts";
import { MAX_GUESS_SOURCES, MAX_REFUSED_OFFERS, REFUSED_OFFER_INTERVAL } from "../../../limits.ts";
import { SourceRateLimiter } from "../../../rate_limiter.ts";
import { sourceOf } from "../../../socket/source_of.ts";
import { drain } from "../../http/drain.ts";
import { onDisconnected } from "../../http/on_disconnected.ts";
import type { RequestContext } from "../../request_context.ts";
import type { WebObserver } from "../../web_event.ts";
import { hostIn, type Route, statusOf } from "../device_handler.ts";
import type { DevicePlace } from "../http_client.ts";
import { jsonAnswer } from "../json_answer.ts";
import { offeredText } from "../offered_file.ts";
import { pinAnswer, PinGuard } from "../pin_guard.ts";
import { LocalSendStatus } from "../protocol.ts";
import { readOffer, type ReceivedOffer } from "./offer.ts";
import { planFiles } from "./planned_file.ts";
import { ReadOffers } from "./read_offers.ts";
import { emptyAnswer, failureAnswer, refused } from "./receive_answers.ts";
import { ReceiveSession } from "./session.ts";
import type { Acceptance, FilesOffer } from "./session_event.ts";
import { type ObservedSession, SessionUploads } from "./session_uploads.ts";
import { withoutKept } from "./without_kept.ts";

/** Options of {@linkcode ReceiveRoutes}. */
export interface ReceiveRoutesOptions {
  /** The destination: an existing folder, absolute, without links in it. */
  into: string;
  /** What to do with names that the disk cannot hold. */
  names: Names;
  /** The PIN that a sender must give; undefined for none. */
  pin: string | undefined;
  /** Receives rejected requests. */
  observer: WebObserver;
  /**
   * Asks the user about files. Throws the error that the sender is told where they are not accepted.
   *
   * @param signal Aborted when the sender withdraws them.
   */
  accept: (offer: FilesOffer, signal: AbortSignal) => Promise<Acceptance>;
  /** Shows a text, after it has asked the user. Throws as `accept` does. */
  showText: (offer: ReceivedOffer, text: string, signal: AbortSignal) => Promise<void>;
  /** Called with the error of an offer that was not accepted here. */
  onRefused: (offer: ReceivedOffer, error: unknown) => void;
  /** Milliseconds without a byte after which a session ends. Default: see `SessionOptions`. */
  silentTimeout?: number;
}

/** An offer that the user is asked about. */
interface Question {
  host: string;
  withdrawn: AbortController;
}

/** A session with what it needs outside. */
interface Running extends ObservedSession {
  place: DevicePlace | undefined;
  fingerprint: string;
}

/** The sender of a session that this side has stopped, to be told. */
export interface StoppedSession {
  /** The session. */
  id: string;
  /** Where the sender's server answers. */
  place: DevicePlace;
  /** The fingerprint that it claims. */
  fingerprint: string;
}

/** Receives files and texts. */
export class ReceiveRoutes {
  /** The requests, for `openPresence`. */
  readonly routes: Readonly<Record<string, Route>> = {
    "POST prepare-upload": (context) => this.#prepare(context),
    "POST upload": (context) => this.#upload(context),
    "POST cancel": (context) => Promise.resolve(this.#cancel(context)),
  };
  readonly #options: ReceiveRoutesOptions;
  readonly #pin: PinGuard;
  readonly #uploads: SessionUploads;
  /** A unit is an offer that was not accepted. */
  readonly #refusals = new SourceRateLimiter({
    burst: MAX_REFUSED_OFFERS,
    perSecond: 1000 / REFUSED_OFFER_INTERVAL,
    maxSources: MAX_GUESS_SOURCES,
  });
  /** What the one place is taken by. */
  #question: Question | undefined;
  #running: Running | undefined;
  readonly #offers = new ReadOffers();
  #isClosed = false;

  constructor(options: ReceiveRoutesOptions) {
    this.#options = options;
    this.#pin = new PinGuard({ pin: options.pin });
    this.#uploads = new SessionUploads(options);
  }

  async #prepare(context: RequestContext): Promise<Response> {
    const { request, peer, query } = context;
    const verdict = this.#pin.admit(query.get("pin"), peer);
    const rejection = pinAnswer(verdict);
    if (rejection !== undefined) {
      const reason = verdict === "wrong" ? "wrong PIN" : "too many wrong PINs";
      // A sender's first request has none.
      if (verdict !== "required") this.#report(peer, rejection.status, reason);
      await drain(request);
      return rejection;
    }
    if (!this.#refusals.has(sourceOf(peer))) {
      const reason = "Too many offers that were not accepted; try again later";
      this.#report(peer, LocalSendStatus.tooMany, reason);
      return await refused(request, LocalSendStatus.tooMany, reason);
    }
    if (this.#isTaken) return await blocked(request);
    const offer = await this.#read(request, peer);
    if (this.#isTaken) return await blocked(request);
    return await this.#ask(request, offer);
  }

  get #isTaken(): boolean {
    return this.#question !== undefined || this.#running !== undefined || this.#isClosed;
  }

  async #read(request: Request, peer: string): Promise<ReceivedOffer> {
    const bytes = await this.#offers.read(request, sourceOf(peer));
    return this.#reporting(peer, () => readOffer(bytes, peer));
  }

  /** Reports an offer that breaks the protocol. */
  #reporting<T>(peer: string, action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (error instanceof SluiceError) {
        const { status, message } = statusOf(error);
        this.#report(peer, status, message);
      }
      throw error;
    }
  }

  #report(peer: string, status: number, reason: string): void {
    this.#options.observer.event({ type: "rejected", peer, status, reason });
  }

  /** Asks the user, and opens a session for what is accepted. */
  async #ask(request: Request, offer: ReceivedOffer): Promise<Response> {
    // An empty text is stored as an empty file: there is nothing to show.
    const text = offeredText(offer.files) || undefined;
    const files = text === undefined
      ? this.#reporting(offer.peer, () => planFiles(offer.files))
      : undefined;
    const question = { host: hostIn(offer.peer), withdrawn: new AbortController() };
    const { signal } = question.withdrawn;
    this.#question = question;
    const stopWatching = onDisconnected(request, () => question.withdrawn.abort(withdrawal()));
    try {
      if (files === undefined) {
        await this.#options.showText(offer, text!, signal);
        return emptyAnswer(LocalSendStatus.nothingWanted);
      }
      const plan = { ...offer, files };
      const accepted = await this.#options.accept(plan, signal);
      signal.throwIfAborted();
      return this.#open(plan, accepted);
    } catch (error) {
      this.#refusals.tryTake(sourceOf(offer.peer));
      this.#options.onRefused(offer, signal.aborted ? signal.reason : error);
      return failureAnswer(signal.aborted ? signal.reason : error);
    } finally {
      stopWatching();
      this.#question = undefined;
    }
  }

  #open(offer: FilesOffer, { ifExists, observer }: Acceptance): Response {
    const { into, silentTimeout } = this.#options;
    const files = withoutKept(offer.files, into, ifExists, observer);
    const session = new ReceiveSession({
      host: hostIn(offer.peer),
      files,
      ifExists,
      ...silentTimeout !== undefined && { silentTimeout },
      onEnd: (why) => {
        if (this.#running?.session === session) this.#running = undefined;
        // What is being stored is finished, and reported before the end.
        void this.#uploads.settled().then(() => observer.end(why));
      },
    });
    if (files.length === 0) {
      session.end("finished");
      return emptyAnswer(LocalSendStatus.nothingWanted);
    }
    const { place, sender: { fingerprint } } = offer;
    this.#running = { session, observer, place, fingerprint };
    return jsonAnswer(200, { sessionId: session.id, files: session.tokens });
  }

  async #upload(context: RequestContext): Promise<Response> {
    const { request, query, peer } = context;
    const [id, fileId, token] = ["sessionId", "fileId", "token"].map((name) => query.get(name));
    if (id == null || fileId == null || token == null) {
      return await refused(request, LocalSendStatus.invalid, "Missing parameters");
    }
    const running = this.#running;
    const isOurs = running?.session.isFor(id, hostIn(peer));
    const file = isOurs ? running!.session.begin(fileId, token) : undefined;
    if (running === undefined || file === undefined) {
      const reason = running === undefined
        ? "No session is running"
        : "Invalid token or IP address";
      const status = LocalSendStatus.rejected;
      this.#report(peer, status, reason);
      return await refused(request, status, reason);
    }
    return await this.#uploads.receive(request, file, running);
  }

  #cancel({ query, peer }: RequestContext): Response {
    const id = query.get("sessionId");
    const host = hostIn(peer);
    // The sender of an open question does not know an id yet.
    if (id === null && this.#question?.host === host) this.#question.withdrawn.abort(withdrawal());
    if (id !== null && this.#running?.session.isFor(id, host)) {
      this.#running.session.end("cancelled");
    }
    return emptyAnswer(200);
  }

  /** Ends the question or the session; returns the session whose sender does not know it yet. */
  stop(): StoppedSession | undefined {
    this.#isClosed = true;
    const running = this.#running;
    this.#question?.withdrawn.abort(new ConnectionError("interrupted", "The receiver has stopped"));
    running?.session.end("stopped");
    if (running?.place === undefined) return undefined;
    const { session: { id }, place, fingerprint } = running;
    return { id, place, fingerprint };
  }

  /** Stops, and resolves when nothing is left in the destination that is not complete. */
  async close(): Promise<void> {
    this.stop();
    await this.#uploads.close();
  }
}

function withdrawal(): ConnectionError {
  return new ConnectionError("peer_interrupted", "The sender has withdrawn its offer", {
    remote: true,
  });
}

async function blocked(request: Request): Promise<Response> {
  return await refused(request, LocalSendStatus.busy, "Blocked by another session");
}
