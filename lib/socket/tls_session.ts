/** What is known of a TLS connection. @module */

import type { TLSSocket } from "node:tls";

/** A certificate that a peer presented. */
export interface PeerCertificate {
  /** The subject's distinguished name: `CN=example.org, O=Example`. The peer's text. */
  subject: string;
  /** The issuer's distinguished name. */
  issuer: string;
  /** The begin of its validity. */
  validFrom: Date;
  /** The end of its validity. */
  validTo: Date;
  /** The SHA-256 of the certificate: 64 hexadecimal digits in lower case. */
  sha256: string;
}

/** A TLS connection after its handshake. */
export interface TlsSession {
  /** The version: `TLSv1.3`. */
  protocol: string;
  /** The cipher suite: `TLS_AES_256_GCM_SHA384`. */
  cipher: string;
  /** The peer's certificate; undefined if it has presented none. */
  certificate?: PeerCertificate;
}

/** Reads the properties of a connection of `node:tls`. */
export function sessionOf(socket: TLSSocket): TlsSession {
  const certificate = socket.getPeerX509Certificate();
  return {
    protocol: socket.getProtocol() ?? "",
    cipher: socket.getCipher()?.name ?? "",
    ...certificate && {
      certificate: {
        subject: nameIn(certificate.subject),
        issuer: nameIn(certificate.issuer),
        validFrom: new Date(certificate.validFrom),
        validTo: new Date(certificate.validTo),
        sha256: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
      },
    },
  };
}

/** One line of the lines of a distinguished name. */
function nameIn(lines: string | undefined): string {
  return (lines ?? "").split("\n").join(", ");
}
