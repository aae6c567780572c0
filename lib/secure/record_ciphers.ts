/** The table of ciphers of records. @module */

import { aes256Gcm } from "./aes_256_gcm.ts";
import { chacha20Poly1305 } from "./chacha20_poly1305.ts";
import type { RecordCipher } from "./record_cipher.ts";

/** All ciphers, the preferred one first. A new one needs a file, an entry here and a row in PROTOCOL.md. */
export const recordCiphers: readonly RecordCipher[] = [chacha20Poly1305, aes256Gcm];

/** Resolves to the ciphers that the runtime supports. */
export async function availableCiphers(): Promise<RecordCipher[]> {
  const available = await Promise.all(recordCiphers.map((cipher) => cipher.isAvailable()));
  return recordCiphers.filter((_, i) => available[i]);
}
