/**
 * The server's side of TLS through `node:tls`, which can demand client certificates and secures accepted
 * connections. `Deno.listenTls` can do neither (Deno 2.9).
 *
 * @module
 */

import type { RawConnection } from "./duplex.ts";
import { nodeConnection } from "./node_connection.ts";
import { nodeStream } from "./node_stream.ts";
import { sessionOf, type TlsSession } from "./tls_session.ts";

/** Options of {@linkcode secureServer}. */
export interface SecureServerOptions {
  /** Certificate chain in PEM. */
  cert: string;
  /** Its key in PEM. */
  key: string;
  /** Certificates in PEM of the authorities that may have issued a client's certificate. Absent: none is demanded. */
  clientCa?: readonly string[];
}

/**
 * Secures an accepted connection, and takes it over. Closes it if the client has no certificate, or one
 * that none of the authorities has issued.
 *
 * @throws an `Error` if the handshake fails.
 */
export async function secureServer(
  raw: RawConnection,
  { cert, key, clientCa }: SecureServerOptions,
): Promise<{ conn: RawConnection; session: TlsSession }> {
  const { createServer } = await import("node:tls");
  const below = await nodeStream(raw);
  const server = createServer({
    cert,
    key,
    ...clientCa && { ca: [...clientCa], requestCert: true, rejectUnauthorized: true },
  });
  const failed = (cause: { code?: string; message?: string }) => {
    below.stream.destroy();
    return new Error(reasonOf(cause));
  };
  return await new Promise((resolve, reject) => {
    server.once("tlsClientError", (cause) => reject(failed(cause)));
    below.stream.once("error", (cause) => reject(failed(cause)));
    below.onEnd(() => reject(failed({ message: "the client closed it in the TLS handshake" })));
    server.once("secureConnection", (socket) => {
      resolve({ conn: nodeConnection(socket, below), session: sessionOf(socket) });
    });
    server.emit("connection", below.stream);
  });
}

function reasonOf({ code, message }: { code?: string; message?: string }): string {
  switch (code) {
    case "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE":
      return "the client presented no certificate";
    // What Deno 2.9 reports for a certificate that none of the authorities has issued.
    case "ECONNRESET":
      return "the client's certificate is not trusted, or it closed the connection";
  }
  return message ?? "the TLS handshake failed";
}
