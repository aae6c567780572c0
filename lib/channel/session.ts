/**
 * A connection that speaks frames: greeting, keep-alive, timeouts, error frames. lib/transfer and
 * lib/remote define what the frames mean.
 *
 * @module
 */

import { settlesWithin } from "../async.ts";
import { ConnectionError, ProtocolError, RefusedError, SluiceError } from "../errors.ts";
import type { Hello } from "../frame/control.ts";
import { decodeError, decodeHello } from "../frame/control_decode.ts";
import { frameName, FrameType, type FrameTypeId, PREFACE_BYTES, Security } from "../frame/frame.ts";
import { type Frame, FrameReader } from "../frame/frame_reader.ts";
import { FrameWriter } from "../frame/frame_writer.ts";
import { GRACE_PERIOD, HANDSHAKE_TIMEOUT, IDLE_TIMEOUT, KEEP_ALIVE_INTERVAL } from "../limits.ts";
import { shortAddress } from "../socket/address.ts";
import type { Duplex } from "../socket/duplex.ts";
import { withoutPaths } from "../text/without_paths.ts";
import { agent } from "./agent.ts";
import { peerError } from "./peer_error.ts";
import { agree, encodePreface } from "./preface.ts";
import { nameOf, purposeOf, sameRole } from "./role.ts";

/** Options of {@linkcode Session}. */
export interface SessionOptions {
  /** Ends the session with its reason, which is sent to the peer. */
  signal?: AbortSignal;
  /** The session of the connection, if the peer has greeted already. */
  session?: Session | undefined;
  /** The name of this machine, which the peer is told. @default {none} */
  host?: string | undefined;
  /** Milliseconds for the greeting. @default {HANDSHAKE_TIMEOUT} */
  handshakeTimeout?: number;
  /** Milliseconds without a byte moved. @default {IDLE_TIMEOUT} */
  idleTimeout?: number;
}

/**
 * One session over one connection.
 *
 * ```ts
 * import { Session } from "./session.ts";
 * import { memoryPair } from "../socket/memory_pair.ts";
 * import { assertEquals } from "@std/assert";
 * const [sender, receiver] = memoryPair().map((conn) => new Session(conn));
 * const [hello] = await Promise.all([sender!.greet("send"), receiver!.greet("receive")]);
 * assertEquals(hello.role, "receive");
 * await Promise.all([sender!.finish(), receiver!.finish()]);
 * ```
 */
export class Session {
  /** The connection. */
  readonly duplex: Duplex;
  /** Frames out. */
  readonly encode: FrameWriter;
  /** Frames in. */
  readonly decode: FrameReader;
  readonly #options: SessionOptions;
  #purpose = purposeOf("send");
  #timer: ReturnType<typeof setInterval> | undefined;
  /** The time at which this side began to wait for a frame; undefined while it does not wait. */
  #waitsSince: number | undefined;
  #ended = false;
  #hello: Hello | undefined;
  /** Whether the preface is sent: before it the peer cannot decode frames. */
  #introduced = false;
  #failure: { reason: unknown } | undefined;
  #failing: Promise<void> | undefined;
  readonly #onAbort = () => void this.fail(this.#options.signal!.reason);

  /** Takes the connection over. */
  constructor(duplex: Duplex, options: SessionOptions = {}) {
    this.duplex = duplex;
    this.#options = options;
    this.encode = new FrameWriter(duplex);
    this.decode = new FrameReader(duplex);
  }

  /**
   * Exchanges greetings; a second call returns the result of the first.
   *
   * @param first What has to follow within the time for the greeting.
   * @throws {ProtocolError} if the peer does not speak the protocol, or has another purpose.
   * @throws {RefusedError} if versions, security or roles do not match.
   * @throws {ConnectionError} code `timeout` or `cut`.
   */
  async greet(role: Hello["role"], first?: () => Promise<void>): Promise<Hello> {
    return this.#hello ??= await this.#greet(role, first);
  }

  async #greet(role: Hello["role"], first?: () => Promise<void>): Promise<Hello> {
    this.#purpose = purposeOf(role);
    const timeout = this.#options.handshakeTimeout ?? HANDSHAKE_TIMEOUT;
    const late = new ConnectionError(
      "timeout",
      `No answer from ${this.#address} within ${timeout / 1000} s; is sluice running there?`,
    );
    const deadline = setTimeout(() => this.duplex.abort(late), timeout);
    try {
      this.#options.signal?.throwIfAborted();
      this.#options.signal?.addEventListener("abort", this.#onAbort);
      const hello = await this.#exchangeHellos(role);
      await first?.();
      return hello;
    } finally {
      clearTimeout(deadline);
      this.#watch();
    }
  }

  async #exchangeHellos(role: Hello["role"]): Promise<Hello> {
    this.#introduced = true;
    await this.encode.raw(encodePreface(Security.plain));
    agree(await this.decode.raw(PREFACE_BYTES), Security.plain);
    const { digests, capabilities, roles } = this.#purpose;
    const { host } = this.#options;
    await this.encode.control(FrameType.hello, {
      role,
      agent,
      ...host !== undefined && { host },
      digests,
      capabilities: capabilities(role),
    });
    await this.encode.flush();
    const frame = await this.next(FrameType.hello);
    const hello = decodeHello(frame.type, frame.payload, roles);
    if (hello.role !== role) return hello;
    throw new RefusedError("refused", sameRole(role));
  }

  /** Ends an idle connection, and sends pings so that the peer does not end a busy one. */
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
            `Connection lost: nothing from ${this.#address} for ${timeout / 1000} s`,
          ),
        );
      }
    }, Math.min(1000, timeout / 8));
  }

  get #address(): string {
    return shortAddress(this.duplex.remoteAddr);
  }

  /** Milliseconds for which the peer has kept this side waiting. */
  #quiet(): number {
    // While a user is asked or a disk syncs, this side keeps the peer waiting.
    if (this.#waitsSince === undefined && !this.encode.blocked) return 0;
    const waited = performance.now() - (this.#waitsSince ?? -Infinity);
    // A peer that reads what is sent is alive, even if it never pings.
    return Math.min(waited, this.duplex.msSinceReceived(), this.encode.stalled());
  }

  /**
   * The next frame that is not a ping; one of `types` if given.
   *
   * @throws {ConnectionError} code `cut` if the peer ended instead.
   * @throws {SluiceError} if the peer sent an error.
   * @throws {ProtocolError} if the frame has another type.
   */
  async next(...types: FrameTypeId[]): Promise<Frame> {
    for (;;) {
      const frame = this.decode.held() ?? await this.#wait();
      // Once the session fails no frame can be trusted, so what is read is discarded.
      if (this.#failure) throw this.#failure.reason;
      if (frame === undefined) {
        throw new ConnectionError(
          "cut",
          `Connection lost: ${this.#address} closed it before the ${this.#purpose.name} was complete`,
        );
      }
      if (frame.type === FrameType.ping) continue;
      if (frame.type === FrameType.error) {
        const { refusals } = this.#purpose;
        throw peerError(
          decodeError(frame.type, frame.payload),
          refusals,
          nameOf(this.#hello?.role),
        );
      }
      if (types.length > 0 && !types.includes(frame.type)) {
        throw new ProtocolError(
          `${frameName(frame.type)} arrived where ${
            types.map(frameName).join(" or ")
          } was expected`,
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

  /**
   * Sends the reason to the peer, gives it time to read it, and closes. Idempotent; never throws.
   */
  fail(reason: unknown): Promise<void> {
    this.#failure ??= { reason };
    return this.#failing ??= this.#fail(reason);
  }

  async #fail(reason: unknown): Promise<void> {
    if (this.#ended) return;
    const known = reason instanceof SluiceError ? reason : undefined;
    await this.#shutdown(async () => {
      if (known?.fault === "connection" && known.code !== "interrupted") return;
      if (this.#introduced && !known?.remote) {
        const code = known?.code === "interrupted" ? "peer_interrupted" : known?.code ?? "io";
        const message = withoutPaths(known?.message ?? "Internal error");
        await this.encode.last(FrameType.error, { code, message: message.slice(0, 1000) }, reason);
      }
      await this.#endBoth();
    });
    this.#end();
    this.duplex.abort(reason instanceof Error ? reason : undefined);
  }

  /** Ends a session that is complete: this side's end, then the peer's. Never throws. */
  async finish(): Promise<void> {
    this.#end();
    await this.#shutdown(async () => {
      await this.encode.flush();
      await this.#endBoth();
    });
    this.duplex.abort();
  }

  /** Closes at once, without an error frame. */
  abort(reason?: Error): void {
    this.#end();
    this.duplex.abort(reason);
  }

  async #endBoth(): Promise<void> {
    await this.duplex.closeWrite();
    // Closing with unread bytes would reset the connection, and the reset can overtake the error
    // frame.
    await this.decode.discard();
  }

  async #shutdown(action: () => Promise<void>): Promise<void> {
    const done = action().catch(() => {/* Ignored: the peer has closed the connection. */});
    await settlesWithin(done, GRACE_PERIOD);
  }

  #end(): void {
    this.#ended = true;
    clearInterval(this.#timer);
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
  }
}
