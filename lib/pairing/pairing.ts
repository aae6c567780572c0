/** The state that a sender and a receiver share after a code was entered. @module */

import { timingSafeEqual } from "@std/crypto/timing-safe-equal";
import { bindCode } from "../secure/code_binding.ts";
import type { HandshakeCode } from "../secure/handshake.ts";
import { type Address, formatAddress, parseAddress } from "../socket/address.ts";

/** Version of the stored form. */
const FORMAT = 1;
/** Hexadecimal digits of the key, the binding and the instance. */
const LENGTHS = { key: 64, code: 128, instance: 32 };

/** A receiver's record of its sender. */
export interface Pairing {
  /** The channel of the code. */
  channel: number;
  /** The secret of later handshakes of the two. */
  key: Uint8Array;
  /** The result of {@linkcode bindCode} for key and code. */
  code: Uint8Array;
  /** The sender's instance, in hexadecimal digits. */
  instance: string;
  /** Where the sender listens; undefined: it dials. */
  address?: Address | undefined;
}

/** The pairing after a handshake with a code. */
export function newPairing(
  code: HandshakeCode,
  { key, instance, address }: Pick<Pairing, "key" | "instance" | "address">,
): Pairing {
  return { channel: code.channel, key, code: bindCode(key, code), instance, address };
}

/** The code for the next handshake of the two. */
export function secretOf({ channel, key }: Pairing): HandshakeCode {
  return { channel, secret: key };
}

/** Whether a pairing was made with a code. */
export function isOfCode({ channel, key, code }: Pairing, entered: HandshakeCode): boolean {
  return channel === entered.channel && timingSafeEqual(code, bindCode(key, entered));
}

/**
 * A pairing in its stored form.
 *
 * ```ts
 * import { formatPairing, parsePairing } from "./pairing.ts";
 * import { assertEquals } from "@std/assert";
 * const pairing = {
 *   channel: 7,
 *   key: new Uint8Array(32),
 *   code: new Uint8Array(64),
 *   instance: "00".repeat(16),
 *   address: undefined,
 * };
 * assertEquals(parsePairing(formatPairing(pairing)), pairing);
 * ```
 */
export function formatPairing({ channel, key, code, instance, address }: Pairing): string {
  return JSON.stringify({
    format: FORMAT,
    channel,
    key: key.toHex(),
    code: code.toHex(),
    instance,
    ...address && { address: formatAddress(address) },
  });
}

/**
 * Parses the result of {@linkcode formatPairing}; undefined for any other text.
 *
 * ```ts
 * import { parsePairing } from "./pairing.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(parsePairing("anything else"), undefined);
 * ```
 */
export function parsePairing(text: string): Pairing | undefined {
  try {
    const { format, channel, key, code, instance, address } = JSON.parse(text);
    if (format !== FORMAT || !Number.isSafeInteger(channel)) return undefined;
    if (!isHex(key, LENGTHS.key) || !isHex(code, LENGTHS.code)) return undefined;
    if (!isHex(instance, LENGTHS.instance)) return undefined;
    return {
      channel,
      key: Uint8Array.fromHex(key),
      code: Uint8Array.fromHex(code),
      instance,
      address: address === undefined ? undefined : parseAddress(address),
    };
  } catch {
    return undefined;
  }
}

function isHex(text: unknown, length: number): text is string {
  return typeof text === "string" && text.length === length && /^[0-9a-f]*$/.test(text);
}

/** The pairings of the unfinished transfers in a destination. */
export async function pairingsIn(into: string): Promise<Pairing[]> {
  const { keptPairings } = await import("../file/staging/pairing_file.ts");
  return keptPairings(into).map(parsePairing).filter((pairing) => pairing !== undefined);
}
