/** Compares a secret with what a client sent. Pure. @module */

import { timingSafeEqual } from "@std/crypto/timing-safe-equal";

const utf8 = new TextEncoder();

/** Whether two texts are the same, compared in a time that depends on their lengths only. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [utf8.encode(a), utf8.encode(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
