/**
 * A connection over which commands are asked for: greeting, keep-alive, deadlines, last words. What
 * the frames mean is the business of `ask.ts` and `answer.ts`.
 *
 * @module
 */

import { ConnectionError, ProtocolError, RefusedError, SluiceError } from "../errors.ts";
import type { ErrorCode } from "../errors.ts";
import { decodeError, decodeHello } from "../frame/control_decode.ts";
import { frameName, FrameType, type FrameTypeId, PREFACE_BYTES, Security } from "../frame/frame.ts";
import { type Frame, FrameDecodeStream } from "../frame/frame_decode_stream.ts";
import { FrameEncodeStream } from "../frame/frame_encode_stream.ts";
import { agree, encodePreface } from "../frame/preface.ts";
import { GRACE_PERIOD, HANDSHAKE_TIMEOUT, IDLE_TIMEOUT, KEEP_ALIVE_INTERVAL } from "../limits.ts";
import type { Duplex } from "../socket/duplex.ts";

/** Options of {@linkcode RemoteConnection}. */
export interface RemoteConnectionOptions {
  /** Program and version, for people. */
  agent: string;
  /** Milliseconds for the greeting. Default {@linkcode HANDSHAKE_TIMEOUT}. */
  handshakeTimeout?: number;
  /** Milliseconds without a byte from the peer. Default {@linkcode IDLE_TIMEOUT}. */
  idleTimeout?: number;
}

/** One connection, from the greeting to its end. */
export class RemoteConnection {
  /** Frames out. */
  readonly encode: FrameEncodeStream;
  readonly #duplex: Duplex;
  readonly #decode: FrameDecodeStream;
  readonly #options: RemoteConnectionOptions;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** When this side began to wait for a frame; undefined while it waits for none. */
  #waitsSince: number | undefined;
  #over = false;

  /** Takes the connection over. */
  constructor(duplex: Duplex, options: RemoteConnectionOptions) {
    this.#duplex = duplex;
    this.#options = options;
    this.encode = new FrameEncodeStream(duplex.writable);
    this.#decode = new FrameDecodeStream(duplex.readable);
  }

  /**
   * Does what must not take long; afterwards silence is watched instead.
   *
   * @throws {ConnectionError} code `timeout`: it took too long.
   */
  async soon<T>(work: () => Promise<T>): Promise<T> {
    const time = this.#options.handshakeTimeout ?? HANDSHAKE_TIMEOUT;
    const late = new ConnectionError(
      "timeout",
      `greet ${this.#duplex.remoteAddr}: no sluice answered within ${time / 1000} s`,
    );
    const deadline = setTimeout(() => this.#duplex.abort(late), time);
    try {
      return await work();
    } finally {
      clearTimeout(deadline);
      this.#watch();
    }
  }

  /**
   * Greets the peer, which must have the other role.
   *
   * @throws {ProtocolError} it has not, or it is no sluice. @throws {ConnectionError} code `cut`.
   */
  async greet(role: "ask" | "answer"): Promise<void> {
    await this.encode.raw(encodePreface(Security.plain));
    agree(await this.#decode.raw(PREFACE_BYTES), Security.plain);
    const { agent } = this.#options;
    await this.encode.control(FrameType.hello, { role, agent, digests: [1], capabilities: [] });
    await this.encode.flush();
    const { type, payload } = await this.next(FrameType.hello);
    decodeHello(type, payload, [role === "ask" ? "answer" : "ask"]);
  }

  /** Ends a connection whose peer is silent, and keeps ours from looking so. */
  #watch(): void {
    if (this.#over) return;
    const timeout = this.#options.idleTimeout ?? IDLE_TIMEOUT;
    const keepAlive = Math.min(KEEP_ALIVE_INTERVAL, timeout / 4);
    this.#timer = setInterval(() => {
      this.encode.ping(keepAlive);
      // While we do not read, it is we who keep the peer waiting.
      if (this.#waitsSince === undefined) return;
      const waited = performance.now() - this.#waitsSince;
      if (Math.min(waited, this.#duplex.msSinceReceived()) <= timeout) return;
      const text = `wait for ${this.#duplex.remoteAddr}: nothing heard for ${timeout / 1000} s`;
      this.#duplex.abort(new ConnectionError("timeout", text));
    }, Math.min(1000, timeout / 8));
  }

  /**
   * The next frame that says something; one of `types`.
   *
   * @throws {ConnectionError} code `cut` or `timeout`. @throws {ProtocolError} a frame of another type.
   * @throws {SluiceError} what the peer gave as its error.
   */
  async next(...types: FrameTypeId[]): Promise<Frame> {
    for (;;) {
      this.#waitsSince ??= performance.now();
      const frame = await this.#decode.next();
      this.#waitsSince = undefined;
      if (frame === undefined) {
        const text =
          `read from ${this.#duplex.remoteAddr}: the connection ended before the command did`;
        throw new ConnectionError("cut", text);
      }
      if (frame.type === FrameType.ping) continue;
      if (frame.type === FrameType.error) throw peerError(decodeError(frame.type, frame.payload));
      if (types.includes(frame.type)) return frame;
      const expected = types.map(frameName).join(" or ");
      throw new ProtocolError(
        `read from the peer: ${frameName(frame.type)} where ${expected} should be`,
      );
    }
  }

  /** Says why, gives the peer a moment to read that, and closes. Never throws. */
  async fail(reason: unknown): Promise<void> {
    const known = reason instanceof SluiceError ? reason : undefined;
    await this.#farewell(async () => {
      if (known?.fault === "connection" || known?.remote) return;
      const code = known?.code ?? "io";
      const message = (known?.message ?? "the program failed").slice(0, 1000);
      await this.encode.last(FrameType.error, { code, message }, reason);
      await this.#end();
    });
    this.#duplex.abort(reason instanceof Error ? reason : undefined);
  }

  /** Ends a connection that has done its work: our end, then the peer's. Never throws. */
  async finish(): Promise<void> {
    await this.#farewell(async () => {
      await this.encode.flush();
      await this.#end();
    });
    this.#duplex.abort();
  }

  /** Closes at once. */
  abort(reason?: Error): void {
    this.#stopTimer();
    this.#duplex.abort(reason);
  }

  async #end(): Promise<void> {
    await this.#duplex.closeWrite();
    // Closing with bytes unread would reset the connection, and the reset overtakes our last words.
    await this.#decode.discard();
  }

  async #farewell(say: () => Promise<void>): Promise<void> {
    this.#stopTimer();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((resolve) => timer = setTimeout(resolve, GRACE_PERIOD));
    await Promise.race([say().catch(() => {/* nobody listens any more */}), patience]);
    clearTimeout(timer);
  }

  #stopTimer(): void {
    this.#over = true;
    clearInterval(this.#timer);
  }
}

/** Codes that keep their meaning on the way. */
const KNOWN: readonly string[] = [
  "not_allowed",
  "not_found",
  "too_many",
  "busy",
  "version",
  "security",
  "io",
] satisfies ErrorCode[];

function peerError({ code, message }: { code: string; message: string }): SluiceError {
  const text = `the other side: ${message}`;
  const remote = { remote: true };
  if (code === "protocol" || code === "limit") return new ProtocolError(text, code, remote);
  return new RefusedError(KNOWN.includes(code) ? code as ErrorCode : "refused", text, remote);
}
