/** Two ends of an encrypted connection in memory, and helpers for tests. @module */

import type { Duplex } from "../../lib/socket/duplex.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { secureHandshake } from "../../lib/channel/secure_handshake.ts";

/** A text as a secret. */
export function secret(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Sender and receiver, with the same code. */
export async function securePair(
  [a, b]: readonly [Duplex, Duplex] = memoryPair(),
): Promise<[Duplex, Duplex]> {
  const sides = await Promise.all([
    secureHandshake(a, {
      role: "send",
      side: "listener",
      code: { channel: 7, secret: secret("orbit-lemon") },
    }),
    secureHandshake(b, {
      role: "receive",
      side: "dialler",
      code: { channel: 7, secret: secret("orbit-lemon") },
    }),
  ]);
  return [sides[0].duplex, sides[1].duplex];
}

/** Writes text. */
export async function write({ writable }: Duplex, text: string): Promise<void> {
  const writer = writable.getWriter();
  try {
    await writer.write(new TextEncoder().encode(text));
  } finally {
    writer.releaseLock();
  }
}

/** Reads to the end. */
export async function read({ readable }: Duplex): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of readable) text += decoder.decode(chunk, { stream: true });
  return text;
}
