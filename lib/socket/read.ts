/** Reads once from a connection. @module */

import type { Duplex } from "./duplex.ts";

/**
 * What one read brings, at least one byte and at most `most`: Python's `recv`. A message may come in
 * pieces, and two may come as one: `readLines` and frames know where one ends.
 *
 * @returns undefined where the peer has ended its direction: Python's `b""`
 * @throws {RangeError} `most` is not a positive whole number.
 * @throws {ConnectionError} code `cut`.
 */
export async function read(
  { readable }: Pick<Duplex, "readable">,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const reader = readable.getReader({ mode: "byob" });
  try {
    const { done, value } = await reader.read(new Uint8Array(most));
    return done ? undefined : value;
  } finally {
    reader.releaseLock();
  }
}
