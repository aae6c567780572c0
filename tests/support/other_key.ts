/** A key that belongs to no certificate. @module */

/** Makes a new key on the curve of the test certificate, in PEM. */
export async function otherKey(): Promise<string> {
  const { generateKeyPairSync } = await import("node:crypto");
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  return privateKey.export({ type: "pkcs8", format: "pem" }) as string;
}
