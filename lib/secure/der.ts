/**
 * Encodes ASN.1 values by the distinguished encoding rules (DER, ITU-T X.690). It decodes nothing, and
 * knows only the types that a certificate has.
 *
 * @module
 */

import { concatBytes } from "../bytes.ts";

/** Encoded bytes. */
export type Der = Uint8Array<ArrayBuffer>;

/**
 * Encodes a value: its tag, its length in the shortest form, its content.
 *
 * ```ts
 * import { tlv } from "./der.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(tlv(0x04, new Uint8Array([7, 8])), new Uint8Array([0x04, 2, 7, 8]));
 * ```
 *
 * @param tag The whole octet: class, constructed bit and number, which is below 31.
 */
export function tlv(tag: number, ...content: readonly Der[]): Der {
  const length = content.reduce((sum, piece) => sum + piece.length, 0);
  return concatBytes([new Uint8Array([tag, ...lengthOctets(length)]), ...content]);
}

/** X.690, section 8.1.3. */
function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}

/** Encodes a SEQUENCE of encoded values. */
export function sequence(...items: readonly Der[]): Der {
  return tlv(0x30, ...items);
}

/** Encodes a SET of one encoded value; several would have to be sorted. */
export function setOf(item: Der): Der {
  return tlv(0x31, item);
}

/** Encodes a BOOLEAN that is TRUE. FALSE is a default in certificates, and a default is left out. */
export function booleanTrue(): Der {
  return tlv(0x01, new Uint8Array([0xff]));
}

/**
 * Encodes an INTEGER that is not negative: without superfluous zeros in front, and with one where the
 * first bit would make it negative.
 *
 * @param magnitude The number, the most significant byte first.
 */
export function integer(magnitude: Der): Der {
  const first = magnitude.findIndex((byte) => byte !== 0);
  if (first === -1) return tlv(0x02, new Uint8Array(1));
  const minimal = magnitude.subarray(first);
  return minimal[0]! < 0x80 ? tlv(0x02, minimal) : tlv(0x02, new Uint8Array(1), minimal);
}

/** Encodes a BIT STRING. @param unused Bits at the end of the last byte that do not count. */
export function bitString(bytes: Der, unused = 0): Der {
  return tlv(0x03, new Uint8Array([unused]), bytes);
}

/** Encodes an OCTET STRING. */
export function octetString(bytes: Der): Der {
  return tlv(0x04, bytes);
}

/** Encodes a UTF8String. */
export function utf8String(text: string): Der {
  return tlv(0x0c, new TextEncoder().encode(text));
}

/** Encodes an OBJECT IDENTIFIER. @param dotted For example `2.5.4.3`; each number is below 2³¹. */
export function objectIdentifier(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tlv(0x06, new Uint8Array([first * 40 + second, ...rest].flatMap(base128)));
}

/** Seven bits a byte; all but the last byte have the first bit set. */
function base128(number: number): number[] {
  const bytes = [number & 0x7f];
  for (let rest = number >> 7; rest > 0; rest >>= 7) bytes.unshift(0x80 | rest & 0x7f);
  return bytes;
}

/** Encodes a time, whole seconds: UTCTime from 1950 through 2049, else GeneralizedTime (RFC 5280, 4.1.2.5). */
export function time(date: Date): Der {
  const text = date.toISOString().replace(/[-:T]|\.\d+/g, "");
  const year = date.getUTCFullYear();
  const isShort = year >= 1950 && year <= 2049;
  return tlv(isShort ? 0x17 : 0x18, new TextEncoder().encode(isShort ? text.slice(2) : text));
}

/**
 * Encodes an ECDSA signature (RFC 3279, section 2.2.3).
 *
 * @param raw As WebCrypto signs: r, then s, both of the length of the curve's order.
 */
export function ecdsaSignature(raw: Der): Der {
  const half = raw.length / 2;
  return sequence(integer(raw.subarray(0, half)), integer(raw.subarray(half)));
}
