/** A self-signed certificate for one run of the server. @module */

import { ipBytes } from "../text/ip_bytes.ts";
import {
  bitString,
  booleanTrue,
  type Der,
  ecdsaSignature,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  tlv,
  utf8String,
} from "./der.ts";

/** Days of validity by default. The key is held in memory only, so the certificate is used for one run. */
const DAYS = 30;
const DAY = 86_400_000;

/** Between which times a certificate is valid, whole seconds. */
export interface Validity {
  /** Its begin. */
  from: Date;
  /** Its end. */
  until: Date;
}

/** The key's algorithm, in the words of WebCrypto. */
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** Object identifiers (RFC 5280; RFC 5758 for the signature). */
const OID = {
  commonName: "2.5.4.3",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  extKeyUsage: "2.5.29.37",
  serverAuth: "1.3.6.1.5.5.7.3.1",
};

/** A certificate and its key. */
export interface SelfSigned {
  /** The certificate as PEM. */
  cert: string;
  /** The key as PEM, PKCS #8. */
  key: string;
  /** The certificate as DER. */
  der: Uint8Array<ArrayBuffer>;
  /** Its public key as DER: a SubjectPublicKeyInfo (RFC 5280, section 4.1). */
  spki: Uint8Array<ArrayBuffer>;
}

/**
 * Generates a key (ECDSA, P-256) and a certificate signed by it (X.509 version 3, RFC 5280). The
 * certificate is one of a server and not of an authority, which clients would refuse as a server's.
 *
 * ```ts
 * import { selfSigned } from "./self_signed.ts";
 * const { cert, key } = await selfSigned(["127.0.0.1", "::1"], ["localhost"]);
 * using listener = Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert, key });
 * ```
 *
 * @param addresses IP addresses for the subject's alternative names.
 * @param names Host names for the same.
 * @param validity The times. @default {from yesterday, to allow for clock skew, for a month}
 * @throws {TypeError} if an address is not one.
 */
export async function selfSigned(
  addresses: readonly string[],
  names: readonly string[],
  validity: Validity = thisMonth(),
): Promise<SelfSigned> {
  const alternatives = sequence(...addresses.map(ipAddress), ...names.map(dnsName));
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const [publicKey, pkcs8] = await Promise.all([
    crypto.subtle.exportKey("spki", keys.publicKey),
    crypto.subtle.exportKey("pkcs8", keys.privateKey),
  ]);
  const spki = new Uint8Array(publicKey);
  const toBeSigned = tbsCertificate(spki, alternatives, validity);
  const raw = await crypto.subtle.sign(ALGORITHM, keys.privateKey, toBeSigned);
  const signature = bitString(ecdsaSignature(new Uint8Array(raw)));
  const der = sequence(toBeSigned, signatureAlgorithm(), signature);
  return { cert: certificatePem(der), key: pem("PRIVATE KEY", new Uint8Array(pkcs8)), der, spki };
}

/**
 * Makes the first key of this process, which takes 40 ms of a core in the runtime's library (Deno 2.9); later
 * ones take less than one. Resolves at once, and never fails: what needs a key afterwards reports it.
 */
export function warmUpKeys(): void {
  crypto.subtle.generateKey(ALGORITHM, false, ["sign"]).catch(() => {});
}

/** Returns the SHA-256 of a PEM certificate as browsers and openssl show it, `AB:CD:…`; undefined where the text holds none. */
export async function fingerprintOf(cert: string): Promise<string | undefined> {
  const [, base64] = /-----BEGIN CERTIFICATE-----([^-]+)-----END/.exec(cert) ?? [];
  if (base64 === undefined) return undefined;
  const der = Uint8Array.from(atob(base64.replace(/\s/g, "")), (each) => each.charCodeAt(0));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", der));
  return Array.from(digest, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(":");
}

/** RFC 5280, section 4.1.2. */
function tbsCertificate(publicKey: Der, alternatives: Der, { from, until }: Validity): Der {
  const name = sequence(setOf(sequence(objectIdentifier(OID.commonName), utf8String("sluice"))));
  return sequence(
    tlv(0xa0, integer(new Uint8Array([2]))), // [0] EXPLICIT; 2 stands for version 3
    integer(serialNumber()),
    signatureAlgorithm(),
    name,
    sequence(time(from), time(until)),
    name,
    publicKey,
    tlv(
      0xa3, // [3] EXPLICIT
      sequence(
        critical(OID.basicConstraints, sequence()), // cA is FALSE by default
        critical(OID.keyUsage, bitString(new Uint8Array([0x80]), 7)), // digitalSignature, bit 0
        extension(OID.extKeyUsage, sequence(objectIdentifier(OID.serverAuth))),
        extension(OID.subjectAltName, alternatives),
      ),
    ),
  );
}

function thisMonth(): Validity {
  const now = Date.now();
  return { from: new Date(now - DAY), until: new Date(now + DAYS * DAY) };
}

/** Returns 16 random bytes as a positive number that takes all of them. */
function serialNumber(): Der {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = bytes[0]! & 0x3f | 0x40;
  return bytes;
}

function signatureAlgorithm(): Der {
  return sequence(objectIdentifier(OID.ecdsaWithSha256));
}

function extension(oid: string, value: Der): Der {
  return sequence(objectIdentifier(oid), octetString(value));
}

function critical(oid: string, value: Der): Der {
  return sequence(objectIdentifier(oid), booleanTrue(), octetString(value));
}

/** An iPAddress, [7]: 4 bytes, or 16 also where an IPv4 address is mapped into IPv6 (RFC 5280, 4.2.1.6). */
function ipAddress(address: string): Der {
  const bytes = ipBytes(address);
  if (bytes === undefined) throw new TypeError(`"${address}" is not an IP address`);
  const isMapped = bytes.length === 4 && address.includes(":");
  const prefix = isMapped ? [...Array<number>(10).fill(0), 0xff, 0xff] : [];
  return tlv(0x87, new Uint8Array([...prefix, ...bytes]));
}

/** A dNSName, [2]: ASCII, so other names by IDNA, which a URL applies (RFC 5280, sections 4.2.1.6 and 7.2). */
function dnsName(name: string): Der {
  const ascii = /^[ -~]*$/.test(name) ? name : new URL(`https://${name}`).hostname;
  return tlv(0x82, new TextEncoder().encode(ascii));
}

/** Returns a certificate in DER as PEM. */
export function certificatePem(der: Uint8Array): string {
  return pem("CERTIFICATE", der);
}

function pem(label: string, der: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...der)).replace(/.{64}/g, "$&\n").trimEnd();
  return `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
}
