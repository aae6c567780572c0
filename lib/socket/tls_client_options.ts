/** Options of a TLS client. @module */

/** The certificates that a TLS client trusts and presents. */
export interface TlsClientOptions {
  /** Certificates in PEM to trust besides the system's. @default {[]} */
  ca?: readonly string[];
  /** The client's certificate chain in PEM. Requires {@linkcode TlsClientOptions.key}. */
  cert?: string;
  /** The key of {@linkcode TlsClientOptions.cert} in PEM. */
  key?: string;
  /** The name for SNI and for verification. The address's host if absent. */
  serverName?: string;
  /**
   * Whether the certificate is verified. Without that an early end of the stream goes unnoticed.
   * @default {true}
   */
  verify?: boolean;
}
