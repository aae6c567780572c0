/** A self-signed certificate for one run of the server. @module */

/** Days of validity. The key is held in memory only, so the certificate is used for one run. */
const DAYS = 30;
const DAY = 86_400_000;

/** A certificate and its key. */
export interface SelfSigned {
  /** The certificate as PEM. */
  cert: string;
  /** The key as PEM, PKCS #8. */
  key: string;
}

/**
 * Generates a key (ECDSA, P-256) and a certificate signed by it (X.509, RFC 5280).
 *
 * @param addresses IP addresses for the subject's alternative names.
 * @param names Host names for the same.
 */
export async function selfSigned(
  addresses: readonly string[],
  names: readonly string[],
): Promise<SelfSigned> {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const now = Date.now();
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: crypto.randomUUID().replaceAll("-", "").replace(/^./, "1"),
    name: "CN=sluice",
    // Backdated by a day to allow for clock skew.
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + DAYS * DAY),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...addresses.map((value) => ({ type: "ip" as const, value })),
        ...names.map((value) => ({ type: "dns" as const, value })),
      ]),
    ],
  });
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { cert: `${cert.toString("pem")}\n`, key: pem("PRIVATE KEY", new Uint8Array(pkcs8)) };
}

/** Returns the SHA-256 of a PEM certificate as browsers and openssl show it, `AB:CD:…`; undefined where the text holds none. */
export async function fingerprintOf(cert: string): Promise<string | undefined> {
  const [, base64] = /-----BEGIN CERTIFICATE-----([^-]+)-----END/.exec(cert) ?? [];
  if (base64 === undefined) return undefined;
  const der = Uint8Array.from(atob(base64.replace(/\s/g, "")), (each) => each.charCodeAt(0));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", der));
  return Array.from(digest, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(":");
}

function pem(label: string, der: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...der)).replace(/.{64}/g, "$&\n").trimEnd();
  return `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
}
