/**
 * The runtime's native hash functions behind `node:crypto`, several times as fast as any compiled
 * to WebAssembly. Loaded when first needed: the module costs start-up time.
 *
 * @module
 */

import type { Hasher } from "./digest.ts";

let createHash: ((name: string) => NativeHash) | undefined;
/** Absent in older runtimes. */
let hash: ((name: string, bytes: Uint8Array, encoding: "hex") => string) | undefined;

interface NativeHash {
  update(bytes: Uint8Array): unknown;
  digest(encoding: "hex"): string;
}

/** Loads the native hash functions; to be awaited once before the first {@linkcode nodeHasher}. */
export async function loadHashers(): Promise<void> {
  if (createHash === undefined) ({ createHash, hash } = await import("node:crypto"));
}

/**
 * Starts a computation by OpenSSL's name of the algorithm.
 *
 * @throws {TypeError} before {@linkcode loadHashers} has resolved.
 */
export function nodeHasher(name: string): Hasher {
  if (createHash === undefined) throw new TypeError("start a digest: call loadHashers first");
  const hash = createHash(name);
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("hex") };
}

/**
 * The digest of bytes that are all there, by OpenSSL's name of the algorithm.
 *
 * @throws {TypeError} before {@linkcode loadHashers} has resolved.
 */
export function nodeDigest(name: string, bytes: Uint8Array): string {
  if (hash !== undefined) return hash(name, bytes, "hex");
  const hasher = nodeHasher(name);
  hasher.update(bytes);
  return hasher.digest();
}
