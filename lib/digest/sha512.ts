/** SHA-512 (FIPS 180-4). @module */

import type { Digest } from "./digest.ts";
import { nodeDigest, nodeHasher } from "./node_hasher.ts";

/**
 * SHA-512. Faster than SHA-256 on processors without SHA instructions.
 *
 * ```ts
 * import { sha512 } from "./sha512.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(sha512.of(new Uint8Array()).length, 128);
 * ```
 */
export const sha512: Digest = {
  name: "sha512",
  title: "SHA-512",
  wireId: 3,
  length: 64,
  broken: false,
  create: () => nodeHasher("sha512"),
  of: (bytes) => nodeDigest("sha512", bytes),
};
