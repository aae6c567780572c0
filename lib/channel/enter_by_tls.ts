/** The dialling side of the change to TLS (PROTOCOL.md, section 7). @module */

import { readFull, writeAll } from "../bytes.ts";
import { ProtocolError } from "../errors.ts";
import { TLS_PORT_TIMEOUT } from "../limits.ts";
import { certificatePem } from "../secure/self_signed.ts";
import {
  MAX_TICKET_BYTES,
  openTicket,
  type Ticket,
  TICKET_LENGTH_BYTES,
  TLS_NAME,
} from "../secure/ticket.ts";
import { parseAddress } from "../socket/address.ts";
import { type Duplex, duplex, type RawConnection } from "../socket/duplex.ts";
import { connectAny } from "../socket/connect_any.ts";
import { rawOf } from "../socket/raw_of.ts";
import { lostBeforeTls, tlsFailure } from "./tls_failure.ts";

/**
 * Takes up the TLS that a listener offers which has proven the secret, and takes the connection over.
 *
 * @param key The ticket's key, from the handshake.
 * @returns the connection, with the addresses of the first one.
 * @throws {ProtocolError} if the ticket is not authentic, or the certificate is not the ticket's.
 * @throws {ConnectionError} code `cut` if the peer leaves, or does not come to TLS.
 * @throws the signal's reason.
 */
export async function enterByTls(
  connection: Duplex,
  key: Uint8Array,
  signal: AbortSignal,
): Promise<Duplex> {
  const { localAddr, remoteAddr } = connection;
  const stop = () => connection.abort(signal.reason);
  signal.addEventListener("abort", stop);
  try {
    const ticket = await openTicket(key, await readTicket(connection));
    const elsewhere = await atPort(ticket, remoteAddr, signal);
    signal.throwIfAborted();
    const raw = elsewhere ?? await onSame(connection, ticket, signal);
    await writeAll(raw, ticket.token);
    if (elsewhere !== undefined) connection.abort();
    return duplex(raw, localAddr, remoteAddr);
  } catch (error) {
    signal.throwIfAborted();
    throw tlsFailure(error, remoteAddr);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function readTicket(connection: Duplex): Promise<Uint8Array<ArrayBuffer>> {
  const take = async (bytes: Uint8Array<ArrayBuffer>) => {
    if (await readFull(connection, bytes)) return bytes;
    throw lostBeforeTls(connection.remoteAddr);
  };
  const head = await take(new Uint8Array(TICKET_LENGTH_BYTES));
  const length = new DataView(head.buffer).getUint16(0);
  if (length === 0 || length > MAX_TICKET_BYTES) {
    throw new ProtocolError(`the ticket has ${length} bytes`);
  }
  return await take(new Uint8Array(length));
}

/**
 * Undefined where the port cannot be reached, or another answers there: behind a firewall or a forwarded
 * port.
 */
async function atPort(
  { port, certificate }: Ticket,
  remoteAddr: string,
  signal: AbortSignal,
): Promise<RawConnection | undefined> {
  if (port === 0 || !remoteAddr.startsWith("tcp:")) return undefined;
  const address = parseAddress(remoteAddr);
  if (address.scheme !== "tcp") return undefined;
  const late = AbortSignal.timeout(TLS_PORT_TIMEOUT);
  try {
    // As the only root, a certificate that is no authority's vouches for itself alone.
    const tls = { ca: [certificatePem(certificate)], serverName: TLS_NAME };
    const target = { ...address, scheme: "tls", port } as const;
    return (await connectAny(target, AbortSignal.any([signal, late]), { tls })).conn;
  } catch {
    return undefined;
  }
}

/**
 * Begins TLS on the connection of the handshake. The certificate is verified as usual, with itself as the
 * root; what else the runtime may trust is not accepted either.
 */
async function onSame(
  connection: Duplex,
  { certificate }: Ticket,
  signal: AbortSignal,
): Promise<RawConnection> {
  const { secureClient } = await import("../socket/secure_client.ts");
  const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", certificate)).toHex();
  const { conn, session } = await secureClient(rawOf(connection), {
    tls: { ca: [certificatePem(certificate)] },
    name: TLS_NAME,
    signal,
  });
  if (session.certificate?.sha256 === sha256) return conn;
  conn.close();
  throw new ProtocolError("the certificate is not the ticket's");
}
