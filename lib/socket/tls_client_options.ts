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
   * SHA-256 fingerprints, as `sha256:HEX` or as openssl prints them. The server's certificate must be one of
   * these; its name, issuer and validity are not looked at. @default {any trusted certificate}
   */
  pins?: readonly string[];
  /** Whether the certificate is verified. @default {true} */
  verify?: boolean;
}
