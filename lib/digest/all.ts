/** The table of digests. A new one needs a file, an entry here with an unused wire id, and a row in PROTOCOL.md. @module */

import type { Digest } from "./digest.ts";
import { md5 } from "./md5.ts";
import { sha1 } from "./sha1.ts";
import { sha256 } from "./sha256.ts";
import { sha512 } from "./sha512.ts";

/** All digests, the preferred one first. */
export const digests: readonly Digest[] = [sha256, sha512, sha1, md5];

/**
 * The digest with a name on the command line, or undefined.
 *
 * ```ts
 * import { digestNamed } from "./all.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(digestNamed("SHA-256")?.length, 32);
 * ```
 */
export function digestNamed(name: string): Digest | undefined {
  const plain = name.toLowerCase().replace("-", "");
  return digests.find((digest) => digest.name === plain);
}

/** The digest with a wire id, or undefined. */
export function digestOfWire(wireId: number): Digest | undefined {
  return digests.find((digest) => digest.wireId === wireId);
}
