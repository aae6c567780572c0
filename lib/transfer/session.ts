/**
 * A connection that speaks frames: greeting, keep-alive, deadlines, last words. What the frames
 * mean is the business of `send_session.ts` and `receive_session.ts`.
 *
 * @module
 */

import {
  ConnectionError,
  type ErrorCode,
  IntegrityError,
  ProtocolError,
  RefusedError,
  SluiceError,
} from "../errors.ts";
import { GRACE_PERIOD, HANDSHAKE_TIMEOUT, IDLE_TIMEOUT, KEEP_ALIVE_INTERVAL } from "../limits.ts";
import { digests } from "../digest/all.ts";
import type { Hello } from "../frame/control.ts";
import { decodeError, decodeHello } from "../frame/control_decode.ts";
import { frameName, FrameType, type FrameTypeId, PREFACE_BYTES, Security } from "../frame/frame.ts";
import { type Frame, FrameDecodeStream } from "../frame/frame_decode_stream.ts";
import { FrameEncodeStream } from "../frame/frame_encode_stream.ts";
import { agree, encodePreface } from "../frame/preface.ts";
import type { Duplex } from "../socket/duplex.ts";
import { withoutPaths } from "../text/without_paths.ts";
import { agent } from "./agent.ts";

/** The ability to hear of single entries that the receiver cannot store. */
export const LOST = "lost";

/** Options of {@linkcode Session}. */
export interface SessionOptions {
  /** Ends the session with its reason, telling the peer. Default: never. */
  signal?: AbortSignal;
  /** The session of the connection, where the peer has greeted already. Default: none is there yet. */
  session?: Session | undefined;
  /** Milliseconds for the greeting. Default {@linkcode HANDSHAKE_TIMEOUT}. */
  handshakeTimeout?: number;
  /** Milliseconds without a byte moved. Default {@linkcode IDLE_TIMEOUT}. */
  idleTimeout?: number;
}

/** One session over one connection. */
export class Session {
  /** The connection. */
  readonly duplex: Duplex;
  /** Frames out. */
  readonly encode: FrameEncodeStream;
  /** Frames in. */
  readonly decode: FrameDecodeStream;
  readonly #options: SessionOptions;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** When this side began to wait for a frame; undefined while it waits for none. */
  #waitsSince: number | undefined;
  #ended = false;
  #hello: Hello | undefined;
  /** The preface is out: what follows it can be understood. */
  #introduced = false;
  #failure: { reason: unknown } | undefined;
  #failing: Promise<void> | undefined;
  readonly #onAbort = () => void this.fail(this.#options.signal!.reason);

  /** Takes the connection over. */
  constructor(duplex: Duplex, options: SessionOptions = {}) {
    this.duplex = duplex;
    this.#options = options;
    this.encode = new FrameEncodeStream(duplex.writable);
    this.decode = new FrameDecodeStream(duplex.readable);
  }

  /**
   * Greets the peer; once is enough.
   *
   * @throws {ProtocolError} it is no sluice. @throws {RefusedError} versions, security or roles do not meet.
   * @throws {ConnectionError} code `timeout` or `cut`.
   */
  async greet(role: "send" | "receive"): Promise<Hello> {
    return this.#hello ??= await this.#greet(role);
  }

  async #greet(role: "send" | "receive"): Promise<Hello> {
    const timeout = this.#options.handshakeTimeout ?? HANDSHAKE_TIMEOUT;
    const deadline = setTimeout(() => {
      this.duplex.abort(
        new ConnectionError(
          "timeout",
          `greet ${this.duplex.remoteAddr}: no sluice answered within ${timeout / 1000} s`,
        ),
      );
    }, timeout);
    try {
      this.#options.signal?.throwIfAborted();
      this.#options.signal?.addEventListener("abort", this.#onAbort);
      this.#introduced = true;
      await this.encode.raw(encodePreface(Security.plain));
      agree(await this.decode.raw(PREFACE_BYTES), Security.plain);
      const mine: Hello = {
        role,
        agent,
        digests: digests.map((d) => d.wireId),
        capabilities: [LOST],
      };
      await this.encode.control(FrameType.hello, mine);
      await this.encode.flush();
      const frame = await this.next(FrameType.hello);
      const hello = decodeHello(frame.type, frame.payload);
      if (hello.role === role) {
        throw new RefusedError(
          "refused",
          `greet ${this.duplex.remoteAddr}: both sides want to ${role}`,
        );
      }
      return hello;
    } finally {
      clearTimeout(deadline);
      this.#watch();
    }
  }

  /** Ends an idle connection, and keeps a busy one from looking idle. */
  #watch(): void {
    if (this.#ended) return;
    const timeout = this.#options.idleTimeout ?? IDLE_TIMEOUT;
    const keepAlive = Math.min(KEEP_ALIVE_INTERVAL, timeout / 4);
    this.#timer = setInterval(() => {
      this.encode.ping(keepAlive);
      if (this.#quiet() > timeout) {
        this.duplex.abort(
          new ConnectionError(
            "timeout",
            `wait for ${this.duplex.remoteAddr}: nothing heard for ${timeout / 1000} s`,
          ),
        );
      }
    }, Math.min(1000, timeout / 8));
  }

  /** Milliseconds that the peer has kept us waiting. */
  #quiet(): number {
    // While a person is asked or a disk syncs, it is we who keep the peer waiting.
    if (this.#waitsSince === undefined && !this.encode.blocked) return 0;
    const waited = performance.now() - (this.#waitsSince ?? -Infinity);
    // A peer that takes what we send is alive, even one that never pings.
    return Math.min(waited, this.duplex.msSinceReceived(), this.encode.stalled());
  }

  /**
   * The next frame that says something; one of `types` where given.
   *
   * @throws {ConnectionError} code `cut`: the peer ended instead. @throws {SluiceError} what the peer gave as its error.
   * @throws {ProtocolError} a frame of another type.
   */
  async next(...types: FrameTypeId[]): Promise<Frame> {
    for (;;) {
      const frame = this.decode.held() ?? await this.#wait();
      // A farewell reads as well, and throws away what it reads: no frame can be trusted any more.
      if (this.#failure) throw this.#failure.reason;
      if (frame === undefined) {
        throw new ConnectionError(
          "cut",
          `read from ${this.duplex.remoteAddr}: the connection ended before the transfer did`,
        );
      }
      if (frame.type === FrameType.ping) continue;
      if (frame.type === FrameType.error) throw peerError(decodeError(frame.type, frame.payload));
      if (types.length > 0 && !types.includes(frame.type)) {
        throw new ProtocolError(
          `read from the peer: ${frameName(frame.type)} where ${
            types.map(frameName).join(" or ")
          } should be`,
        );
      }
      return frame;
    }
  }

  async #wait(): Promise<Frame | undefined> {
    this.#waitsSince = performance.now();
    try {
      return await this.decode.next();
    } catch (error) {
      throw this.#failure?.reason ?? error;
    } finally {
      this.#waitsSince = undefined;
    }
  }

  /** Tells the peer why, gives it a moment to read that, and closes. Idempotent; never throws. */
  fail(reason: unknown): Promise<void> {
    this.#failure ??= { reason };
    return this.#failing ??= this.#fail(reason);
  }

  async #fail(reason: unknown): Promise<void> {
    if (this.#ended) return;
    const known = reason instanceof SluiceError ? reason : undefined;
    const farewell = async () => {
      if (known?.fault === "connection" && known.code !== "interrupted") return;
      if (this.#introduced && !known?.remote) {
        const code = known?.code === "interrupted" ? "peer_interrupted" : known?.code ?? "io";
        const message = withoutPaths(known?.message ?? "the program failed");
        await this.encode.last(FrameType.error, { code, message: message.slice(0, 1000) }, reason);
      }
      await this.duplex.closeWrite();
      // Closing with bytes unread would reset the connection, and the reset overtakes our last words.
      await this.decode.discard();
    };
    await briefly(farewell().catch(() => {/* nobody listens any more */}));
    this.#end();
    this.duplex.abort(reason instanceof Error ? reason : undefined);
  }

  /** Ends a session that has done its work: our end, then the peer's. */
  async finish(): Promise<void> {
    this.#end();
    const ends = async () => {
      await this.encode.flush();
      await this.duplex.closeWrite();
      await this.decode.discard();
    };
    await briefly(ends().catch(() => {/* all that mattered was said and heard */}));
    this.duplex.abort();
  }

  #end(): void {
    this.#ended = true;
    clearInterval(this.#timer);
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
  }
}

/** Waits for something that concerns the peer, but not for long. */
export async function briefly(action: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<void>((resolve) => timer = setTimeout(resolve, GRACE_PERIOD));
  try {
    await Promise.race([action, patience]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the peer gave as its reason, as an error of ours. */
function peerError({ code, message }: { code: string; message: string }): SluiceError {
  const remote = { remote: true };
  const text = `the other side: ${message}`;
  switch (code) {
    case "peer_interrupted":
      return new ConnectionError("peer_interrupted", "the other side was interrupted", remote);
    case "digest_mismatch":
      return new IntegrityError("digest_mismatch", text, remote);
    case "cut":
    case "timeout":
      return new ConnectionError("cut", text, remote);
    case "protocol":
    case "unsafe_name":
    case "limit":
      return new ProtocolError(text, code, remote);
  }
  return new RefusedError(known.has(code) ? code as ErrorCode : "refused", text, remote);
}

/** Codes that a refusal may carry; any other counts as `refused`. */
const known = new Set<string>(
  [
    "declined",
    "exists",
    "digest_refused",
    "version",
    "security",
    "busy",
    "no_space",
    "cannot_create",
    "permission",
    "io",
  ] satisfies ErrorCode[],
);
