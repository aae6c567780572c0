/** The body of a request in memory. @module */

import { ConnectionError, ProtocolError } from "../../errors.ts";
import { bodyPieces } from "./body_pieces.ts";

/** Options of {@linkcode smallBody}. */
export interface SmallBodyOptions {
  /** Ends it. */
  stop: AbortSignal;
  /** Called with the bytes of each piece. */
  onBytes: (count: number) => void;
  /** Milliseconds to wait for a piece. Default: those of `bodyPieces`. */
  timeout?: number;
}

/**
 * Reads a body whose length is known.
 *
 * @param size Its bytes.
 * @throws {ProtocolError} if it is longer.
 * @throws {ConnectionError} if it is shorter, or the connection was lost.
 */
export async function smallBody(
  request: Request,
  size: number,
  { stop, onBytes, timeout }: SmallBodyOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  let bytes = new Uint8Array(0);
  let at = 0;
  for await (const piece of bodyPieces(request.body, stop, { timeout })) {
    if (at + piece.length > size) throw new ProtocolError("more bytes arrived than were announced");
    // The usual case: all of it came at once.
    if (at === 0 && piece.length === size) bytes = piece;
    else {
      if (bytes.length !== size) bytes = new Uint8Array(size);
      bytes.set(piece, at);
    }
    at += piece.length;
    onBytes(piece.length);
  }
  if (at < size) {
    throw new ConnectionError("cut", "Connection lost: fewer bytes arrived than were announced");
  }
  return bytes;
}
