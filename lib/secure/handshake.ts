/**
 * The handshake of security 1 (PROTOCOL.md), as a state machine from bytes to bytes.
 * `lib/channel/secure_handshake.ts` does the input and output and sets the time limits.
 *
 * The receiver confirms first. The sender therefore sends nothing that a guess could be tested against
 * before the guess is made, and a peer that leaves early has learned nothing.
 *
 * @module
 */

import { timingSafeEqual } from "@std/crypto/timing-safe-equal";
import { sha512 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { ConnectionError, RefusedError, type SluiceError } from "../errors.ts";
import { Cpace, SHARE_BYTES } from "./cpace.ts";
import { lengthValue } from "./cpace_strings.ts";
import type { Guesses } from "./guesses.ts";
import {
  checkOpening,
  encodeOpening,
  INSTANCE_BYTES,
  instanceOf,
  nonceOf,
  OPENING_BYTES,
  type Side,
} from "./opening.ts";
import { type DerivedKeys, deriveKeys, type Role, TAG_BYTES } from "./key_schedule.ts";

const PROTOCOL = utf8ToBytes("sluice handshake 2");

const MARK = utf8ToBytes("sluice guess");

/** The shared secret and its channel. */
export interface HandshakeCode {
  /** The channel; 0 for a secret that was shared in advance. */
  channel: number;
  /** The words, or the secret. */
  secret: Uint8Array;
}

/** Options of {@linkcode Handshake}. */
export interface HandshakeOptions {
  /** The role of this side. */
  role: Role;
  /** The end of the connection that this is. */
  side: Side;
  /** The shared secret. Set later by {@linkcode Handshake.know} if absent. */
  code?: HandshakeCode | undefined;
  /** The preface of this side. */
  preface: Uint8Array;
  /** Checks the peer's preface. Throws if the two are not compatible. */
  agree: (preface: Uint8Array) => unknown;
  /** Length of a preface in bytes. */
  prefaceBytes: number;
  /** Counts guesses. Absent on the side where the code is typed. */
  guesses?: Guesses | undefined;
  /** The sender's instance, or the mark of the receiver's last guess. {@linkcode INSTANCE_BYTES} long. Zeros if absent. */
  instance?: Uint8Array | undefined;
}

/** The result of a handshake. */
export interface SessionKeys {
  /** The key of the listener's ticket. */
  ticket: Uint8Array;
  /** The secret for the next handshake of the same two sides. */
  resume: Uint8Array;
}

type State = "preface" | "opening" | "share" | "share and tag" | "tag" | "done" | "failed";

/** One side of one handshake. */
export class Handshake {
  /** The bytes to send before anything is read. */
  readonly first: Uint8Array;
  readonly #options: HandshakeOptions;
  readonly #opening: Uint8Array;
  #state: State = "preface";
  #peerPreface = new Uint8Array();
  #peerOpening = new Uint8Array();
  #code: HandshakeCode | undefined;
  #exchange: Cpace | undefined;
  #keys: DerivedKeys | undefined;
  #transcript = new Uint8Array();
  #mark = new Uint8Array();

  /** Generates the nonce. */
  constructor(options: HandshakeOptions) {
    this.#options = options;
    this.#code = options.code;
    this.#opening = encodeOpening(options.role, options.side, options.instance);
    this.first = concatBytes(options.preface, this.#opening);
  }

  /** Bytes that {@linkcode Handshake.consume} takes next; 0 at the end. */
  get need(): number {
    switch (this.#state) {
      case "preface":
        return this.#options.prefaceBytes;
      case "opening":
        return OPENING_BYTES;
      case "share":
        return SHARE_BYTES;
      case "share and tag":
        return SHARE_BYTES + TAG_BYTES;
      case "tag":
        return TAG_BYTES;
      default:
        return 0;
    }
  }

  /** Whether {@linkcode Handshake.know} must be called before anything more is consumed. */
  get wantsCode(): boolean {
    return this.#code === undefined && this.#state === "share";
  }

  /** Whether the next call of {@linkcode Handshake.consume} spends a guess. */
  get isJudged(): boolean {
    return this.#state === "share" || this.#state === "share and tag";
  }

  /** Sets the code, for a receiver that prompts for it. */
  know(code: HandshakeCode): void {
    this.#code = code;
  }

  /** The peer's instance, once its opening was read. Authenticated at the end of the handshake only. */
  get peerInstance(): Uint8Array {
    return instanceOf(this.#peerOpening);
  }

  /**
   * Identifies a guess to its receiver and to the sender that judged it, {@linkcode INSTANCE_BYTES} long;
   * empty before. Both sides have the same mark only if they saw the same bytes in both directions.
   */
  get mark(): Uint8Array {
    return this.#mark;
  }

  /**
   * Takes exactly {@linkcode Handshake.need} bytes and returns the bytes to send now.
   *
   * @throws {ProtocolError | RefusedError} if the peer's preface or opening is not acceptable. The secret
   * was not used.
   * @throws {RefusedError} code `wrong_code` if the key exchange fails, whatever the cause.
   */
  consume(bytes: Uint8Array): Uint8Array {
    if (bytes.length !== this.need) throw new RangeError("continue a handshake: not those bytes");
    try {
      return this.#step(bytes.slice());
    } catch (error) {
      this.#state = "failed";
      this.#keys = this.#exchange = undefined;
      throw error;
    }
  }

  /** The error if the peer ends the connection in the current state. */
  ended(): SluiceError {
    const said = this.#state;
    this.#state = "failed";
    // After this side's confirmation an honest peer leaves for one reason only.
    if (said === "tag") return wrongCode();
    return new ConnectionError(
      "cut",
      said === "share" || said === "share and tag"
        ? "Connection lost: the peer closed it; it may be busy, or the code has been used"
        : "Connection lost: the peer closed it before it answered",
    );
  }

  /** Returns the keys, once {@linkcode Handshake.need} is 0. May be called once. */
  takeKeys(): SessionKeys {
    const keys = this.#keys;
    if (this.#state !== "done" || keys === undefined) throw new TypeError("no keys: not done");
    this.#keys = this.#exchange = undefined;
    return { ticket: keys.ticket, resume: keys.resume };
  }

  #step(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
    switch (this.#state) {
      case "preface":
        this.#options.agree(bytes);
        this.#peerPreface = bytes;
        this.#state = "opening";
        return new Uint8Array();
      case "opening":
        return this.#takeOpening(bytes);
      case "share": // receiver
        this.#begin();
        this.#keys = this.#derive(bytes);
        this.#mark = this.#markOf(this.#keys.tag.receive);
        // A false sender can test one guess against this side's confirmation.
        if (!this.#spend()) throw wrongCode();
        this.#state = "tag";
        return concatBytes(this.#exchange!.share, this.#keys.tag.receive);
      case "share and tag": { // sender
        if (!this.#spend()) throw wrongCode();
        this.#keys = this.#derive(bytes.subarray(0, SHARE_BYTES));
        const tag = bytes.subarray(SHARE_BYTES);
        this.#mark = this.#markOf(tag);
        this.#options.guesses?.see?.(this.#mark);
        this.#confirm(tag, this.#keys.tag.receive);
        return this.#keys.tag.send;
      }
      case "tag": // receiver
        this.#confirm(bytes, this.#keys!.tag.send);
        return new Uint8Array();
      default:
        throw new TypeError(`continue a handshake: it is ${this.#state}`);
    }
  }

  #spend(): boolean {
    return this.#options.guesses?.spend() ?? true;
  }

  #takeOpening(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
    const { role, side } = this.#options;
    this.#peerOpening = bytes;
    checkOpening(bytes, role, side);
    this.#state = role === "send" ? "share and tag" : "share";
    return role === "send" ? this.#begin().share : new Uint8Array();
  }

  #begin(): Cpace {
    if (this.#code === undefined) throw new TypeError("continue a handshake: without a code");
    const { channel, secret } = this.#code;
    const { preface } = this.#options;
    const [nonces, prefaces] = [
      this.#ordered(nonceOf(this.#opening), nonceOf(this.#peerOpening)),
      this.#ordered(preface, this.#peerPreface),
    ];
    return this.#exchange = new Cpace({
      secret,
      channel: lengthValue(PROTOCOL, utf8ToBytes(String(channel)), ...prefaces),
      session: concatBytes(...nonces),
    });
  }

  /** The sender's first, then the receiver's. */
  #ordered<T>(ours: T, theirs: T): [T, T] {
    return this.#options.role === "send" ? [ours, theirs] : [theirs, ours];
  }

  #derive(peerShare: Uint8Array): DerivedKeys {
    const exchange = this.#exchange!;
    const mine = { share: exchange.share, data: this.#opening };
    const theirs = { share: peerShare, data: this.#peerOpening };
    const [initiator, responder] = this.#ordered(mine, theirs);
    const isk = exchange.key(peerShare, initiator, responder);
    // An invalid share, or this side's own share reflected: no key can be agreed on.
    if (isk === undefined || timingSafeEqual(peerShare, exchange.share)) throw wrongCode();
    const prefaces = this.#ordered(this.#options.preface, this.#peerPreface);
    this.#transcript = sha512(lengthValue(
      PROTOCOL,
      ...prefaces,
      initiator.data,
      responder.data,
      initiator.share,
      responder.share,
    ));
    return deriveKeys(isk, this.#transcript);
  }

  #markOf(tag: Uint8Array): Uint8Array<ArrayBuffer> {
    const hash = sha512(lengthValue(MARK, this.#transcript, tag));
    return hash.slice(0, INSTANCE_BYTES);
  }

  #confirm(tag: Uint8Array, expected: Uint8Array): void {
    if (!timingSafeEqual(tag, expected)) throw wrongCode();
    this.#options.guesses?.confirm?.();
    this.#state = "done";
  }
}

/** The only error of a failed key exchange, whatever its cause. */
export function wrongCode(): RefusedError {
  return new RefusedError(
    "wrong_code",
    "Wrong code. Check it and try again (if it was right, someone may be intercepting)",
  );
}
