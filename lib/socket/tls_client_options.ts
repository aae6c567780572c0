/** Options of a TLS client. @module */

/** What a TLS client trusts and shows. */
export interface TlsClientOptions {
  /** Certificates in PEM to trust besides the system's. Default: none. */
  ca?: readonly string[];
  /** This side's certificate chain in PEM, with {@linkcode TlsClientOptions.key}. Default: none. */
  cert?: string;
  /** The key of {@linkcode TlsClientOptions.cert} in PEM. */
  key?: string;
  /** The name to ask for and to verify. Default: the address's host. */
  serverName?: string;
  /**
   * False: any certificate will do, and an early end cannot be told from a finished stream.
   * Default true.
   */
  verify?: boolean;
}
