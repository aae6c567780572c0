/** MD5 (RFC 1321). @module */

import type { Digest } from "./digest.ts";
import { nodeDigest, nodeHasher } from "./node_hasher.ts";

/** MD5, for existing checksum lists. Collisions can be computed in seconds. */
export const md5: Digest = {
  name: "md5",
  title: "MD5",
  wireId: 4,
  length: 16,
  broken: true,
  create: () => nodeHasher("md5"),
  of: (bytes) => nodeDigest("md5", bytes),
};
