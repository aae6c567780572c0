/** What a cipher of records is: a record. @module */

/** A key, ready for use. */
export interface CipherKey {
  /** Encrypts `content` into `into`, which has room for it and a tag of 16 bytes. */
  seal(
    nonce: Uint8Array<ArrayBuffer>,
    header: Uint8Array<ArrayBuffer>,
    content: Uint8Array<ArrayBuffer>,
    into: Uint8Array,
  ): void | Promise<void>;
  /** Decrypts content and tag. @throws anything, where they are not authentic. */
  open(
    nonce: Uint8Array<ArrayBuffer>,
    header: Uint8Array<ArrayBuffer>,
    sealed: Uint8Array<ArrayBuffer>,
  ): Uint8Array | Promise<Uint8Array>;
}

/** One authenticated cipher with a key of 32, a nonce of 12 and a tag of 16 bytes. */
export interface RecordCipher {
  /** For messages. */
  name: string;
  /** Its number on the wire, 1 to 8; never used again for another. The lower one is preferred. */
  wireId: number;
  /** Whether this runtime has it. */
  isAvailable(): Promise<boolean>;
  /** Prepares a key. */
  prepare(key: Uint8Array): Promise<CipherKey>;
}
