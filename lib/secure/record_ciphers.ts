/** The table of ciphers that records can be encrypted with. @module */

import { aes256Gcm } from "./aes_256_gcm.ts";
import { chacha20Poly1305 } from "./chacha20_poly1305.ts";
import type { RecordCipher } from "./record_cipher.ts";

/** Every cipher, most wanted first. A new one is a file, a line here and a row in PROTOCOL.md. */
export const recordCiphers: readonly RecordCipher[] = [chacha20Poly1305, aes256Gcm];

/** Those that this runtime has. */
export async function availableCiphers(): Promise<RecordCipher[]> {
  const available = await Promise.all(recordCiphers.map((cipher) => cipher.isAvailable()));
  return recordCiphers.filter((_, i) => available[i]);
}
