/** The body of a request, piece by piece, with a timeout. @module */

import { ConnectionError, SluiceError } from "../../errors.ts";
import { WEB_STALL_TIMEOUT } from "../../limits.ts";
import { type PieceReader, reusingReader } from "./reusing_reader.ts";

/** Options of {@linkcode bodyPieces}. */
export interface BodyPiecesOptions {
  /** Milliseconds to wait for a piece. @default {WEB_STALL_TIMEOUT} */
  timeout?: number | undefined;
  /**
   * Reads into one buffer: a piece is valid until the next one is asked for. The pieces of a large body would
   * otherwise take memory faster than it is collected. @default {false}
   */
  reuses?: boolean;
}

const CONTINUED = "Connection lost: the client continued over another one";

/**
 * Yields the pieces of a body.
 *
 * @param stop Ends it with its reason, if that is a `ConnectionError`; else because the client has come back
 *   over another connection.
 * @throws {ConnectionError} code `cut` if the connection was lost or `stop` was aborted, `timeout` if no
 *   piece came in time.
 */
export async function* bodyPieces(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  stop: AbortSignal,
  { timeout = WEB_STALL_TIMEOUT, reuses = false }: BodyPiecesOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (body === null) return;
  const reader: PieceReader = reuses ? reusingReader(body) : body.getReader();
  let failure: ConnectionError | undefined;
  const end = (error: ConnectionError) => {
    failure ??= error;
    // Ends a read that is waiting.
    void reader.cancel().catch(() => {});
  };
  const onStop = () => {
    const { reason } = stop;
    end(reason instanceof ConnectionError ? reason : new ConnectionError("cut", CONTINUED));
  };
  stop.addEventListener("abort", onStop);
  if (stop.aborted) onStop();
  /** When this side began to wait for the client; undefined while a piece is processed. */
  let waiting: number | undefined;
  // One interval, because a timer for each of a million pieces costs more than the pieces do.
  const watch = setInterval(() => {
    if (performance.now() - (waiting ?? Infinity) > timeout) {
      end(new ConnectionError("timeout", "Connection lost: the client stopped sending"));
    }
  }, timeout / 4);
  let whole = false;
  try {
    for (;;) {
      waiting = performance.now();
      const { value, done } = await reader.read();
      waiting = undefined;
      if (failure !== undefined) throw failure;
      if (done || value === undefined) {
        whole = true;
        return;
      }
      yield value;
    }
  } catch (cause) {
    if (cause instanceof SluiceError) throw cause;
    throw new ConnectionError("cut", "Connection lost: the upload is incomplete", { cause });
  } finally {
    clearInterval(watch);
    stop.removeEventListener("abort", onStop);
    if (!whole) void reader.cancel().catch(() => {});
  }
}
