/** The interface of the ciphers of records. @module */

/** A prepared key. */
export interface CipherKey {
  /** Encrypts `content` into `into`, which has room for it and a tag of 16 bytes. */
  seal(
    nonce: Uint8Array<ArrayBuffer>,
    header: Uint8Array<ArrayBuffer>,
    content: Uint8Array<ArrayBuffer>,
    into: Uint8Array,
  ): void | Promise<void>;
  /** Decrypts content and tag. Throws any error if they are not authentic. */
  open(
    nonce: Uint8Array<ArrayBuffer>,
    header: Uint8Array<ArrayBuffer>,
    sealed: Uint8Array<ArrayBuffer>,
  ): Uint8Array | Promise<Uint8Array>;
}

/** An authenticated cipher with a key of 32, a nonce of 12 and a tag of 16 bytes. */
export interface RecordCipher {
  /** The name for messages. */
  name: string;
  /** The number on the wire, 1 to 8. Never reused for another cipher. The lower one is preferred. */
  wireId: number;
  /** Whether the runtime supports the cipher. */
  isAvailable(): Promise<boolean>;
  /** Prepares a key. */
  prepare(key: Uint8Array): Promise<CipherKey>;
}
