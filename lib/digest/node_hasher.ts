/**
 * The runtime's native hash functions behind `node:crypto`, several times as fast as any compiled
 * to WebAssembly. Loaded when first needed: the module costs start-up time.
 *
 * @module
 */

import type { Hasher } from "./digest.ts";

let createHash: ((name: string) => NativeHash) | undefined;

interface NativeHash {
  update(bytes: Uint8Array): unknown;
  digest(encoding: "hex"): string;
}

/** Loads the native hash functions; to be awaited once before the first {@linkcode nodeHasher}. */
export async function loadHashers(): Promise<void> {
  createHash ??= (await import("node:crypto")).createHash;
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
