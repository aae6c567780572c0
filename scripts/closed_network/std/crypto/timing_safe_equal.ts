/** Stand-in for `@std/crypto/timing-safe-equal`, over `node:crypto`. @module */

import { Buffer } from "node:buffer";
import { timingSafeEqual as nodeTimingSafeEqual } from "node:crypto";

/**
 * Whether two runs of bytes are the same, in a time that does not depend on where they differ.
 *
 * @throws {TypeError} if their lengths differ, which is not kept secret.
 */
export function timingSafeEqual(
  a: ArrayBufferView | ArrayBufferLike,
  b: ArrayBufferView | ArrayBufferLike,
): boolean {
  if (a.byteLength !== b.byteLength) {
    throw new TypeError(
      `Cannot compare buffers of different byte lengths (${a.byteLength} vs ${b.byteLength})`,
    );
  }
  return nodeTimingSafeEqual(bytesOf(a), bytesOf(b));
}

function bytesOf(data: ArrayBufferView | ArrayBufferLike): Buffer {
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}
