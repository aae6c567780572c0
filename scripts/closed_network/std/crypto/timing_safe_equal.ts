/** Stand-in for `@std/crypto/timing-safe-equal`. @module */

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
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}
