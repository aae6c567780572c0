/** SHA-1 (FIPS 180-4; RFC 3174). @module */

import type { Digest } from "./digest.ts";
import { nodeDigest, nodeHasher } from "./node_hasher.ts";

/**
 * SHA-1, for existing checksum lists. Collisions are known.
 *
 * ```ts
 * import { sha1 } from "./sha1.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(sha1.of(new TextEncoder().encode("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
 * ```
 */
export const sha1: Digest = {
  name: "sha1",
  title: "SHA-1",
  wireId: 2,
  length: 20,
  broken: true,
  empty: "da39a3ee5e6b4b0d3255bfef95601890afd80709",
  create: () => nodeHasher("sha1"),
  of: (bytes) => nodeDigest("sha1", bytes),
};
