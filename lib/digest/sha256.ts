/** SHA-256 (FIPS 180-4). @module */

import type { Digest } from "./digest.ts";
import { nodeDigest, nodeHasher } from "./node_hasher.ts";

/**
 * SHA-256, the default.
 *
 * ```ts
 * import { sha256 } from "./sha256.ts";
 * import { assertEquals } from "@std/assert";
 * const hasher = sha256.create();
 * hasher.update(new TextEncoder().encode("ab"));
 * hasher.update(new TextEncoder().encode("c"));
 * assertEquals(hasher.digest(), sha256.of(new TextEncoder().encode("abc")));
 * ```
 */
export const sha256: Digest = {
  name: "sha256",
  title: "SHA-256",
  wireId: 1,
  length: 32,
  broken: false,
  empty: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  create: () => nodeHasher("sha256"),
  of: (bytes) => nodeDigest("sha256", bytes),
};
