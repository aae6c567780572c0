/** The certificate by which LocalSend devices recognise each other. @module */

import { certificatePem, selfSigned } from "../../secure/self_signed.ts";
import { isJsonObject } from "../../text/object_reader.ts";

/** Milliseconds of ten years: a new certificate is a new device to every peer. */
const VALIDITY = 10 * 365 * 86_400_000;

/** A certificate with its key. */
export interface Identity {
  /** The certificate as PEM. */
  cert: string;
  /** The key as PEM, PKCS #8. */
  key: string;
  /** The SHA-256 of the certificate in upper-case hexadecimal. */
  fingerprint: string;
}

/** Makes an identity. */
export async function newIdentity(now: number = Date.now()): Promise<Identity> {
  const validity = { from: new Date(now - 86_400_000), until: new Date(now + VALIDITY) };
  const { key, der } = await selfSigned([], ["sluice"], validity);
  return { cert: certificatePem(der), key, fingerprint: await certificateFingerprint(der) };
}

/** Returns the SHA-256 of a certificate in DER as LocalSend writes it: 64 upper-case hexadecimal digits. */
export async function certificateFingerprint(der: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", der);
  return new Uint8Array(digest).toHex().toUpperCase();
}

/** Writes an identity as text for a private file. */
export function formatIdentity({ cert, key, fingerprint }: Identity): string {
  return `${JSON.stringify({ cert, key, fingerprint }, undefined, 2)}\n`;
}

/** Reads what {@linkcode formatIdentity} wrote; undefined where it is something else. */
export function parseIdentity(text: string): Identity | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) return undefined;
    const { cert, key, fingerprint } = value;
    const isIdentity = typeof cert === "string" && cert.includes("BEGIN CERTIFICATE") &&
      typeof key === "string" && key.includes("PRIVATE KEY") &&
      typeof fingerprint === "string" && /^[0-9A-F]{64}$/.test(fingerprint);
    return isIdentity ? { cert, key, fingerprint } : undefined;
  } catch {
    return undefined;
  }
}
