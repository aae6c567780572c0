/** Pins of public keys, for clients that know a certificate by its key. @module */

/**
 * Returns the pin of a public key as curl's `--pinnedpubkey` has it, and HPKP had (RFC 7469, section 2.4):
 * `sha256//` and the SHA-256 of the key in base64.
 *
 * @param spki The key as DER: a SubjectPublicKeyInfo.
 */
export async function publicKeyPin(spki: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", spki));
  return `sha256//${btoa(String.fromCharCode(...digest))}`;
}
