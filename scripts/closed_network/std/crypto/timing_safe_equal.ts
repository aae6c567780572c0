/** Stand-in for `@std/crypto/timing-safe-equal`, over `node:crypto`. @module */

import { timingSafeEqual as nodeTimingSafeEqual } from "node:crypto";

/**
 * Compares bytes in a time that does not depend on where they differ.
 *
 * @throws {TypeError} if their lengths differ; the lengths are not secret.
 */
export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.byteLength !== b.byteLength) {
    throw new TypeError(
      `Cannot compare buffers of different byte lengths (${a.byteLength} vs ${b.byteLength})`,
    );
  }
  return nodeTimingSafeEqual(a, b);
}
