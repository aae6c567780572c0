/** The interface of digest algorithms. @module */

/** A running computation. */
export interface Hasher {
  /** Adds bytes. */
  update(bytes: Uint8Array): void;
  /** Ends the computation and returns the digest in lower-case hexadecimal. May be called once. */
  digest(): string;
}

/** One algorithm. */
export interface Digest {
  /** Name on the command line: `sha256`. */
  readonly name: string;
  /** Name for people: `SHA-256`. */
  readonly title: string;
  /** Number on the wire (PROTOCOL.md). Never reused for another algorithm. */
  readonly wireId: number;
  /** Length of a digest in bytes. */
  readonly length: number;
  /** Whether collisions can be constructed. Such a digest detects accidental changes only. */
  readonly broken: boolean;
  /** The digest of no bytes. */
  readonly empty: string;
  /** Starts an incremental computation. */
  create(): Hasher;
  /** The digest of bytes in lower-case hexadecimal. Faster than an incremental computation. */
  of(bytes: Uint8Array): string;
}
