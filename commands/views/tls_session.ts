/** Shows the properties of a TLS connection, for `--verbose`. @module */

import { formatFingerprint } from "../../lib/socket/fingerprint.ts";
import type { TlsSession } from "../../lib/socket/tls_session.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { escapeText } from "../../lib/text/escape.ts";

/** Shows version, cipher, and the peer's certificate. */
export function showTls({ protocol, cipher, certificate }: TlsSession, terminal: Terminal): void {
  terminal.warn(`${protocol}, ${cipher}`);
  if (certificate === undefined) return;
  const { subject, issuer, validFrom, validTo, sha256 } = certificate;
  terminal.warn(`Certificate of ${escapeText(subject)}, issued by ${escapeText(issuer)}`);
  terminal.warn(`Valid from ${dateOf(validFrom)} to ${dateOf(validTo)}`);
  terminal.warn(`Fingerprint ${formatFingerprint(sha256)}`);
}

/** The time in UTC, to the second; as it stands in the certificate. */
function dateOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? "an unknown time" : date.toISOString().replace(/\.\d+/, "");
}
