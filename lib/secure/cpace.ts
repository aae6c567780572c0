/**
 * CPace, a balanced key exchange authenticated by a password: suite CPACE-RISTR255-SHA512 of
 * draft-irtf-cfrg-cpace, in its setting with an initiator and a responder, over the group and the
 * hash of `@noble/curves` and `@noble/hashes`.
 *
 * A peer without the secret learns from one run only whether one guess at it was right; an observer learns
 * nothing.
 *
 * @module
 */

import { ristretto255, ristretto255_hasher } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { generatorString, lengthValue } from "./cpace_strings.ts";

/** Bytes of a share. */
export const SHARE_BYTES = 32;

const DOMAIN = utf8ToBytes("CPaceRistretto255");
const KEY_DOMAIN = utf8ToBytes("CPaceRistretto255_ISK");
/** Bits of a scalar below the group's order. */
const SCALAR_BITS = 252;

type Point = InstanceType<typeof ristretto255.Point>;

/** The inputs, which must be the same on both sides. */
export interface CpaceInputs {
  /** PRS: the password-related string. */
  secret: Uint8Array;
  /** CI: the identity of the connection, as both sides see it. */
  channel: Uint8Array;
  /** sid: unique to the run. */
  session: Uint8Array;
}

/** One side's message. */
export interface CpaceMessage {
  /** Ya or Yb. */
  share: Uint8Array;
  /** ADa or ADb: sent beside the share, and authenticated by the key. */
  data: Uint8Array;
}

/** The generator that is derived from the secret. */
export function calculateGenerator({ secret, channel, session }: CpaceInputs): Point {
  const text = generatorString(DOMAIN, secret, channel, session, sha512.blockLen);
  return ristretto255_hasher.deriveToCurve!(sha512(text));
}

/** A new private scalar: 252 random bits, as the draft recommends, and not 0. */
export function sampleScalar(): bigint {
  for (;;) {
    const bytes = crypto.getRandomValues(new Uint8Array(SHARE_BYTES));
    const scalar = littleEndian(bytes) & ((1n << BigInt(SCALAR_BITS)) - 1n);
    if (scalar > 0n) return scalar;
  }
}

/** The number of little-endian bytes. */
export function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => value << 8n | BigInt(byte), 0n);
}

/**
 * `scalar_mult_vfy`: the encoded product, or undefined if the draft requires to abort: the share does not
 * encode an element of the group, or encodes the neutral one.
 */
export function multiplyVerified(scalar: bigint, share: Uint8Array): Uint8Array | undefined {
  let point: Point;
  try {
    point = ristretto255.Point.fromBytes(share);
  } catch {
    return undefined;
  }
  const product = point.is0() ? point : point.multiply(scalar);
  return product.is0() ? undefined : product.toBytes();
}

/** One side's part in one run. */
export class Cpace {
  /** The share to send to the peer. */
  readonly share: Uint8Array;
  readonly #scalar: bigint;
  readonly #session: Uint8Array;

  /** @param scalar For the published test vectors only. A new one if absent. */
  constructor(inputs: CpaceInputs, scalar: bigint = sampleScalar()) {
    this.#scalar = scalar;
    this.#session = inputs.session;
    this.share = calculateGenerator(inputs).multiply(scalar).toBytes();
  }

  /**
   * ISK, 64 bytes: the same on both sides if and only if secret, channel, session and both messages are.
   * Undefined if the peer's share is not valid; the run must then be aborted.
   */
  key(
    peerShare: Uint8Array,
    initiator: CpaceMessage,
    responder: CpaceMessage,
  ): Uint8Array | undefined {
    const point = multiplyVerified(this.#scalar, peerShare);
    if (point === undefined) return undefined;
    return sha512(concatBytes(
      lengthValue(KEY_DOMAIN, this.#session, point),
      lengthValue(initiator.share, initiator.data),
      lengthValue(responder.share, responder.data),
    ));
  }
}
