/** A TLS listener on a port of its own. @module */

import { acceptNext } from "./accept_next.ts";
import type { RawConnection } from "./duplex.ts";

/** A TLS listener for one purpose. */
export interface OwnTlsListener {
  /** The TCP port that the system chose. */
  readonly port: number;
  /** Resolves to the next connection, whose handshake happens at its first read; undefined once closed. */
  accept(): Promise<RawConnection | undefined>;
  /** Stops listening. Accepted connections stay open. */
  close(): void;
}

/**
 * Listens for TLS at any port of an address of this machine.
 *
 * @param certificate A certificate and its key in PEM.
 * @throws what the runtime throws if it cannot listen there, or the permission lacks.
 */
export function ownTlsListener(
  host: string,
  certificate: { cert: string; key: string },
): OwnTlsListener {
  const listener = Deno.listenTls({ hostname: host, port: 0, ...certificate });
  let closed = false;
  return {
    port: listener.addr.port,
    accept: () => acceptNext(() => listener.accept(), () => closed),
    close() {
      if (closed) return;
      closed = true;
      listener.close();
    },
  };
}
