/**
 * The ticket: how the listening side lets its peer into TLS once both have proven the secret (PROTOCOL.md,
 * section 7). It is encrypted by AES-256-GCM (NIST SP 800-38D) under a key that both have just derived.
 *
 * @module
 */

import { ProtocolError } from "../errors.ts";

/** Bytes of the token, which lets one connection in. */
export const TOKEN_BYTES = 32;
/** Bytes of the length in front of an encrypted ticket. */
export const TICKET_LENGTH_BYTES = 2;
/** Bytes of an encrypted ticket at most. */
export const MAX_TICKET_BYTES = 2048;
/**
 * The name in the certificate. The dialler asks for it (SNI), so it is visible on the network. The runtime
 * trusts its authorities besides the certificate (Deno 2.9), and none of them may vouch for this name (RFC
 * 2606, section 2).
 */
export const TLS_NAME = "sluice.invalid";

/** Bytes of the port in front of the token. */
const PORT_BYTES = 2;
const CERTIFICATE_AT = PORT_BYTES + TOKEN_BYTES;
const CIPHER = "AES-GCM";
/** A key encrypts one ticket, so no nonce is ever used twice with it. */
const NONCE = new Uint8Array(12);

/** What a ticket says. */
export interface Ticket {
  /** The TCP port of the TLS listener; 0 if there is none, and TLS begins on the same connection. */
  port: number;
  /** What the dialler sends first inside TLS, {@linkcode TOKEN_BYTES} long. */
  token: Uint8Array<ArrayBuffer>;
  /** The only certificate that the dialler accepts, in DER. */
  certificate: Uint8Array<ArrayBuffer>;
}

/** Encrypts a ticket. */
export async function sealTicket(
  key: Uint8Array,
  { port, token, certificate }: Ticket,
): Promise<Uint8Array<ArrayBuffer>> {
  const plain = new Uint8Array(CERTIFICATE_AT + certificate.length);
  new DataView(plain.buffer).setUint16(0, port);
  plain.set(token, PORT_BYTES);
  plain.set(certificate, CERTIFICATE_AT);
  const sealed = await crypto.subtle.encrypt(
    { name: CIPHER, iv: NONCE },
    await importKey(key, "encrypt"),
    plain,
  );
  return new Uint8Array(sealed);
}

/** Puts its length in front of an encrypted ticket. */
export function encodeTicket(sealed: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(TICKET_LENGTH_BYTES + sealed.length);
  new DataView(bytes.buffer).setUint16(0, sealed.length);
  bytes.set(sealed, TICKET_LENGTH_BYTES);
  return bytes;
}

/** Decrypts a ticket. @throws {ProtocolError} if the peer has not encrypted exactly these bytes. */
export async function openTicket(
  key: Uint8Array,
  sealed: Uint8Array<ArrayBuffer>,
): Promise<Ticket> {
  const plain = await decrypt(key, sealed);
  if (plain.length <= CERTIFICATE_AT) throw new ProtocolError("the ticket is too short");
  return {
    port: new DataView(plain.buffer).getUint16(0),
    token: plain.slice(PORT_BYTES, CERTIFICATE_AT),
    certificate: plain.slice(CERTIFICATE_AT),
  };
}

async function decrypt(
  key: Uint8Array,
  sealed: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const cryptoKey = await importKey(key, "decrypt");
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt({ name: CIPHER, iv: NONCE }, cryptoKey, sealed),
    );
  } catch (cause) {
    throw new ProtocolError(
      "the ticket is not authentic; someone may be intercepting the connection",
      "protocol",
      { cause },
    );
  }
}

async function importKey(bytes: Uint8Array, use: "encrypt" | "decrypt"): Promise<CryptoKey> {
  return await crypto.subtle.importKey("raw", bytes.slice(), CIPHER, false, [use]);
}
