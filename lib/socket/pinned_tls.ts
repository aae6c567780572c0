/** A TLS connection to the owner of one certificate. @module */

import type { RawConnection } from "./duplex.ts";
import { setSocketOptions } from "./socket_options.ts";

/** Options of {@linkcode connectPinnedTls}. */
export interface PinnedTlsOptions {
  /** The only certificate that is accepted, in PEM. It must be the server's own and no authority's. */
  certificate: string;
  /** The name in the certificate. */
  name: string;
  /** Ends the attempt with its reason. */
  signal: AbortSignal;
}

/**
 * Connects over TCP, and over TLS on top of it. As the only root, a certificate that is no authority's
 * vouches for itself alone.
 *
 * @throws what the runtime throws if nothing listens there, the certificate is another, or the permission
 * lacks.
 */
export async function connectPinnedTls(
  host: string,
  port: number,
  { certificate, name, signal }: PinnedTlsOptions,
): Promise<RawConnection> {
  const tcp = await Deno.connect({ hostname: host, port, signal });
  // Before TLS, whose connection has no such option (Deno 2.9). With Nagle's algorithm the handshake waits
  // for a delayed acknowledgement, 40 ms.
  setSocketOptions(tcp, {});
  let conn: Deno.TlsConn | Deno.TcpConn = tcp;
  const stop = () => {
    try {
      conn.close();
    } catch { /* startTls has taken it over */ }
  };
  signal.addEventListener("abort", stop);
  try {
    const secured = conn = await Deno.startTls(tcp, { hostname: name, caCerts: [certificate] });
    await secured.handshake();
    signal.throwIfAborted();
    return secured;
  } catch (cause) {
    stop();
    if (signal.aborted) throw signal.reason;
    throw cause;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
