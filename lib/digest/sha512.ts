/** SHA-512 (FIPS 180-4). @module */

import type { Digest } from "./digest.ts";
import { nodeDigest, nodeHasher } from "./node_hasher.ts";

/** SHA-512. Faster than SHA-256 on processors without SHA instructions. */
export const sha512: Digest = {
  name: "sha512",
  title: "SHA-512",
  wireId: 3,
  length: 64,
  broken: false,
  create: () => nodeHasher("sha512"),
  of: (bytes) => nodeDigest("sha512", bytes),
};
