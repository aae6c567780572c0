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
  empty: "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce" +
    "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
  create: () => nodeHasher("sha512"),
  of: (bytes) => nodeDigest("sha512", bytes),
};
