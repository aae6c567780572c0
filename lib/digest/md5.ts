/** MD5 (RFC 1321). @module */

import type { Digest } from "./digest.ts";
import { nodeDigest, nodeHasher } from "./node_hasher.ts";

/**
 * MD5, for existing checksum lists. Collisions can be computed in seconds.
 *
 * ```ts
 * import { md5 } from "./md5.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(md5.of(new TextEncoder().encode("abc")), "900150983cd24fb0d6963f7d28e17f72");
 * ```
 */
export const md5: Digest = {
  name: "md5",
  title: "MD5",
  wireId: 4,
  length: 16,
  broken: true,
  empty: "d41d8cd98f00b204e9800998ecf8427e",
  create: () => nodeHasher("md5"),
  of: (bytes) => nodeDigest("md5", bytes),
};
