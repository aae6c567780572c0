/**
 * TLS through `node:tls`, for what `Deno.startTls` does not offer: a pinned certificate, no verification, a
 * client certificate together with another server name, and the peer's certificate.
 *
 * @module
 */

import type { RawConnection } from "./duplex.ts";
import { formatFingerprint, parseFingerprint } from "./fingerprint.ts";
import { happens, nodeConnection } from "./node_connection.ts";
import { nodeStream } from "./node_stream.ts";
import { isAddress } from "./resolve.ts";
import type { TlsClientOptions } from "./tls_client_options.ts";
import { sessionOf, type TlsSession } from "./tls_session.ts";

/** Options of {@linkcode secureClient}. */
export interface SecureClientOptions {
  /** The certificates. The key must belong to the certificate. */
  tls: TlsClientOptions;
  /** The name before the look-up. */
  name: string;
  /** Ends the handshake with its reason. */
  signal: AbortSignal;
}

/**
 * Secures a connection, and takes it over. No byte of the caller is sent before the certificate is accepted.
 *
 * @throws an `Error` with a code of `node:tls` if the certificate is not trusted, or `CERT_NOT_PINNED`.
 */
export async function secureClient(
  raw: RawConnection,
  { tls, name, signal }: SecureClientOptions,
): Promise<{ conn: RawConnection; session: TlsSession }> {
  const pins = tls.pins?.map(parseFingerprint);
  const { connect } = await import("node:tls");
  const below = await nodeStream(raw);
  const serverName = tls.serverName ?? name;
  const socket = connect({
    socket: below.stream,
    // A server name must not be an address (RFC 6066, section 3).
    ...!isAddress(serverName) && { servername: serverName },
    rejectUnauthorized: tls.verify !== false && pins === undefined,
    ...tls.ca && { ca: [...tls.ca] },
    ...tls.cert && { cert: tls.cert, key: tls.key! },
  });
  // Otherwise `node:tls` would wait on.
  below.onEnd(() => socket.destroy(new Error("close_notify")));
  below.stream.once("error", (error) => socket.destroy(error));
  try {
    await happens(socket, "secureConnect", signal);
    const session = sessionOf(socket);
    if (pins !== undefined) requirePinned(session, pins);
    return { conn: nodeConnection(socket, below), session };
  } catch (cause) {
    socket.destroy();
    throw cause;
  }
}

function requirePinned({ certificate }: TlsSession, pins: readonly string[]): void {
  if (certificate !== undefined && pins.includes(certificate.sha256)) return;
  const presented = certificate === undefined ? "none" : formatFingerprint(certificate.sha256);
  const text = `its fingerprint is not that of --pin but ${presented}`;
  throw Object.assign(new Error(text), { code: "CERT_NOT_PINNED" });
}
