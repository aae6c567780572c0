/**
 * The handshake of security 1, as a state machine that takes bytes and yields bytes. Who reads,
 * writes and watches the clock is `lib/channel/secure_handshake.ts`; the bytes are described in
 * PROTOCOL.md.
 *
 * The receiver confirms first. A sender that is guessed at therefore says nothing that a guess could
 * be held against before the guess is on the table, and a peer that leaves early has learnt nothing.
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
  agreeOpening,
  encodeOpening,
  INSTANCE_BYTES,
  instanceOf,
  nonceOf,
  OPENING_BYTES,
  otherRole,
} from "./opening.ts";
import {
  type DerivedKeys,
  deriveKeys,
  type DirectionKey,
  type Role,
  TAG_BYTES,
} from "./key_schedule.ts";

const PROTOCOL = utf8ToBytes("sluice handshake 1");

const MARK = utf8ToBytes("sluice guess");

/** What both sides know. */
export interface HandshakeCode {
  /** The channel; 0 for a secret shared ahead. */
  channel: number;
  /** The words, or the secret. */
  secret: Uint8Array;
}

/** What one side brings. */
export interface HandshakeOptions {
  /** This side's part. */
  role: Role;
  /** What both sides know. Default: told later, by {@linkcode Handshake.know}. */
  code?: HandshakeCode;
  /** The preface this side sends. */
  preface: Uint8Array;
  /** Judges the peer's preface; throws where the two cannot meet. */
  agree: (preface: Uint8Array) => unknown;
  /** Bytes of a preface. */
  prefaceBytes: number;
  /** Wire ids of the ciphers this side has, 1 to 8. */
  ciphers: readonly number[];
  /** Counts what is tried. Default: nobody counts, for a side that types a code itself. */
  guesses?: Guesses;
  /** A sender's own instance; of a receiver, the mark of its last guess. {@linkcode INSTANCE_BYTES}. Default: zeros. */
  instance?: Uint8Array | undefined;
}

/** What a handshake yields. */
export interface SessionKeys {
  /** Wire id of the cipher in force: the lowest that both sides have. */
  cipher: number;
  /** For the records this side writes. */
  write: DirectionKey;
  /** For the records it reads. */
  read: DirectionKey;
  /** A secret for the next handshake of the same two sides. */
  resume: Uint8Array;
}

type State = "preface" | "opening" | "share" | "share and tag" | "tag" | "done" | "failed";

/** One side of one handshake. */
export class Handshake {
  /** To be sent before anything is read. */
  readonly first: Uint8Array;
  readonly #options: HandshakeOptions;
  readonly #opening: Uint8Array;
  #state: State = "preface";
  #peerPreface = new Uint8Array();
  #peerOpening = new Uint8Array();
  #cipher = 0;
  #code: HandshakeCode | undefined;
  #exchange: Cpace | undefined;
  #keys: DerivedKeys | undefined;
  #transcript = new Uint8Array();
  #mark = new Uint8Array();

  /** Draws nonce and scalar. */
  constructor(options: HandshakeOptions) {
    this.#options = options;
    this.#code = options.code;
    this.#opening = encodeOpening(options.role, options.ciphers, options.instance);
    this.first = concatBytes(options.preface, this.#opening);
  }

  /** Bytes that {@linkcode Handshake.consume} wants next; 0 once there is nothing more to read. */
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

  /** Whether a receiver must {@linkcode Handshake.know} the code before anything more is consumed. */
  get wantsCode(): boolean {
    return this.#code === undefined && this.#state === "share";
  }

  /** Whether what is consumed next is judged: it spends a guess. */
  get isJudged(): boolean {
    return this.#state === "share" || this.#state === "share and tag";
  }

  /** Tells a receiver the code, which somebody had to be asked for. */
  know(code: HandshakeCode): void {
    this.#code = code;
  }

  /** The peer's instance, once its opening was read. Not authenticated before the end. */
  get peerInstance(): Uint8Array {
    return instanceOf(this.#peerOpening);
  }

  /**
   * What a receiver's guess is known by to it and to the sender that judged it, {@linkcode INSTANCE_BYTES};
   * empty before. Only the two that saw the same bytes both ways have the same one.
   */
  get mark(): Uint8Array {
    return this.#mark;
  }

  /**
   * Takes exactly {@linkcode Handshake.need} bytes and returns what to send now.
   *
   * @throws {ProtocolError | RefusedError} the peer's preface or opening; nothing of the secret was used.
   * @throws {RefusedError} code `wrong_code`: all that is ever said about a failed key exchange.
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

  /** What it means that the peer ended the connection now. */
  ended(): SluiceError {
    const said = this.#state;
    this.#state = "failed";
    // After our confirmation there is one honest reason to leave.
    if (said === "tag") return wrongCode();
    return new ConnectionError(
      "cut",
      said === "share" || said === "share and tag"
        ? "agree on a key: the other side closed the connection; it may be busy, or its code used up"
        : "greet the peer: it closed the connection",
    );
  }

  /** The keys, once {@linkcode Handshake.need} is 0. They are handed out once. */
  takeKeys(): SessionKeys {
    const keys = this.#keys;
    if (this.#state !== "done" || keys === undefined) throw new TypeError("no keys: not done");
    this.#keys = this.#exchange = undefined;
    const { role } = this.#options;
    return {
      cipher: this.#cipher,
      write: keys.records[role],
      read: keys.records[otherRole(role)],
      resume: keys.resume,
    };
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
        // Our confirmation is what a false sender can hold its guess against.
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
    const { role } = this.#options;
    this.#peerOpening = bytes;
    // Both openings are part of the transcript, and so is what follows from them.
    this.#cipher = agreeOpening(this.#opening, bytes, role);
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
    // No element of the group, or our own words come back: what follows cannot be proven.
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
    this.#options.guesses?.succeed();
    this.#state = "done";
  }
}

/** The one error of a failed key exchange, whatever made it fail. */
export function wrongCode(): RefusedError {
  return new RefusedError("wrong_code", "agree on a key: wrong code, or somebody in between");
}
