/** Checks a certificate and its key. @module */

/**
 * Checks that a key belongs to a certificate, both in PEM: `node:tls` reports another fault.
 *
 * @throws an `Error` as the runtime's own sockets do.
 */
export async function requireOwnKey(cert: string, key: string): Promise<void> {
  const { createPrivateKey, X509Certificate } = await import("node:crypto");
  if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) {
    throw new Error("KeyMismatch");
  }
}
