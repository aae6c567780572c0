/** What a digest algorithm is: a record. @module */

/** A running computation. */
export interface Hasher {
  /** Takes more bytes. */
  update(bytes: Uint8Array): void;
  /** Ends it: lower-case hexadecimal digits. May be called once. */
  digest(): string;
}

/** One algorithm. */
export interface Digest {
  /** Name on the command line: `sha256`. */
  readonly name: string;
  /** Name for people: `SHA-256`. */
  readonly title: string;
  /** Number on the wire (PROTOCOL.md); never used again for anything else. */
  readonly wireId: number;
  /** Bytes of a digest. */
  readonly length: number;
  /** Whether collisions can be made on purpose: it then finds accidents, not attackers. */
  readonly broken: boolean;
  /** Starts a computation. */
  create(): Hasher;
  /** The digest of bytes that are all there, in lower-case hexadecimal digits: cheaper than a computation of pieces. */
  of(bytes: Uint8Array): string;
}
