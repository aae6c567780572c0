/** The options of a connection. @module */

import type { Proxy } from "./proxy.ts";
import type { SocketOptions } from "./socket_options.ts";
import type { TlsClientOptions } from "./tls_client_options.ts";
import type { TlsSession } from "./tls_session.ts";

/** Options of `dial`. */
export interface DialOptions {
  /** Milliseconds for look-up, connection and TLS handshake together; may be `Infinity`. @default {CONNECT_TIMEOUT} */
  timeout?: number;
  /** Ends the attempt with its reason. */
  signal?: AbortSignal;
  /** For `tls://`. If absent, the system's certificates are trusted and none is presented. */
  tls?: TlsClientOptions;
  /** Called with the properties of a `tls://` connection. */
  onTls?: (session: TlsSession) => void;
  /** Options of the TCP socket. */
  socket?: SocketOptions;
  /** The local address for TCP. Chosen by the system if absent. */
  source?: { host: string; port: number };
  /** A proxy, which resolves the name and connects. @default {none} */
  proxy?: Proxy;
  /** Looks up a host's addresses. @default {resolveHost} */
  lookup?: (host: string) => Promise<string[]>;
}
