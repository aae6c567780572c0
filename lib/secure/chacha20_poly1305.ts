/**
 * ChaCha20-Poly1305 (RFC 8439) by `node:crypto`, if the runtime has it: two to three times as fast as
 * AES-256-GCM by WebCrypto.
 *
 * @module
 */

import type { CipherGCM, CipherGCMOptions, DecipherGCM } from "node:crypto";
import type { RecordCipher } from "./record_cipher.ts";

const NAME = "chacha20-poly1305";
const TAG_BYTES = 16;
const OPTIONS: CipherGCMOptions = { authTagLength: TAG_BYTES };

/** The two functions, whose typings accept AES only. */
interface Crypto {
  createCipheriv(
    name: string,
    key: Uint8Array,
    iv: Uint8Array,
    options: CipherGCMOptions,
  ): CipherGCM;
  createDecipheriv(
    name: string,
    key: Uint8Array,
    iv: Uint8Array,
    options: CipherGCMOptions,
  ): DecipherGCM;
}

/** Loaded when first needed, because loading it takes start-up time. */
async function load(): Promise<Crypto> {
  return await import("node:crypto") as unknown as Crypto;
}

/** Wire id 1. */
export const chacha20Poly1305: RecordCipher = {
  name: NAME,
  wireId: 1,
  async isAvailable() {
    try {
      (await load()).createCipheriv(NAME, new Uint8Array(32), new Uint8Array(12), OPTIONS);
      return true;
    } catch {
      return false;
    }
  },
  async prepare(bytes) {
    const { createCipheriv, createDecipheriv } = await load();
    // A copy: the caller erases its key when the connection ends, perhaps during an operation.
    const key = bytes.slice();
    return {
      seal(nonce, header, content, into) {
        const cipher = createCipheriv(NAME, key, nonce, OPTIONS);
        cipher.setAAD(header, { plaintextLength: content.length });
        into.set(cipher.update(content));
        cipher.final();
        into.set(cipher.getAuthTag(), content.length);
      },
      open(nonce, header, sealed) {
        const length = sealed.length - TAG_BYTES;
        const decipher = createDecipheriv(NAME, key, nonce, OPTIONS);
        decipher.setAAD(header, { plaintextLength: length });
        decipher.setAuthTag(sealed.subarray(length));
        const content = decipher.update(sealed.subarray(0, length));
        decipher.final();
        return content;
      },
    };
  },
};
