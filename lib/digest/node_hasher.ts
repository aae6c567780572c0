/**
 * The native hash functions of `node:crypto`, several times as fast as those compiled to WebAssembly. The
 * module is loaded when first needed, because loading it takes start-up time.
 *
 * @module
 */

import type { Hasher } from "./digest.ts";

let createHash: ((name: string) => NativeHash) | undefined;
/** Not available in older runtimes. */
let hash: ((name: string, bytes: Uint8Array, encoding: "hex") => string) | undefined;

interface NativeHash {
  update(bytes: Uint8Array): unknown;
  digest(encoding: "hex"): string;
}

/** Loads the native hash functions. Must be awaited before the first {@linkcode nodeHasher}. */
export async function loadHashers(): Promise<void> {
  if (createHash === undefined) ({ createHash, hash } = await import("node:crypto"));
}

/**
 * Starts an incremental computation.
 *
 * @param name OpenSSL's name of the algorithm.
 * @throws {TypeError} if {@linkcode loadHashers} has not resolved yet.
 */
export function nodeHasher(name: string): Hasher {
  if (createHash === undefined) throw new TypeError("start a digest: call loadHashers first");
  const hash = createHash(name);
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("hex") };
}

/**
 * Computes the digest of bytes.
 *
 * @param name OpenSSL's name of the algorithm.
 * @throws {TypeError} if {@linkcode loadHashers} has not resolved yet.
 */
export function nodeDigest(name: string, bytes: Uint8Array): string {
  if (hash !== undefined) return hash(name, bytes, "hex");
  const hasher = nodeHasher(name);
  hasher.update(bytes);
  return hasher.digest();
}
