/**
 * The native hash functions of `node:crypto`, several times as fast as those compiled to WebAssembly. The
 * module is loaded by the first computation: a static import costs every start some 25 ms.
 *
 * @module
 */

import type { Hasher } from "./digest.ts";

/** Loads the module; from the second call on it is the runtime's own table look-up. */
function nodeCrypto(): typeof import("node:crypto") {
  // Synchronous, unlike `import()`, so that a digest can be started without a promise.
  return process.getBuiltinModule("node:crypto");
}

/** Loads the native functions ahead of their first use, while there is nothing else to do. */
export function loadNodeHasher(): void {
  nodeCrypto();
}

/**
 * Starts an incremental computation.
 *
 * @param name OpenSSL's name of the algorithm.
 */
export function nodeHasher(name: string): Hasher {
  const hash = nodeCrypto().createHash(name);
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("hex") };
}

/**
 * Computes the digest of bytes.
 *
 * @param name OpenSSL's name of the algorithm.
 */
export function nodeDigest(name: string, bytes: Uint8Array): string {
  return nodeCrypto().hash(name, bytes, "hex");
}
