/** Discards the body of a rejected request. @module */

import { MAX_DRAINED_BYTES } from "../../limits.ts";
import { bodyPieces } from "./body_pieces.ts";

/** Milliseconds to wait for a piece. */
const TIMEOUT = 5000;

/** Reads and discards a short body: a browser that is still sending does not read the response. */
export async function drain(request: Request): Promise<void> {
  // With Expect the client has sent nothing yet; reading the body would make the runtime ask for it.
  if (request.headers.has("expect")) return;
  const length = Number(request.headers.get("content-length") ?? 0);
  if (request.bodyUsed || !(length <= MAX_DRAINED_BYTES) || request.body === null) return;
  let read = 0;
  try {
    for await (
      const piece of bodyPieces(request.body, new AbortController().signal, { timeout: TIMEOUT })
    ) {
      if ((read += piece.length) > MAX_DRAINED_BYTES) return;
    }
  } catch { /* Ignored: the client has disconnected. */ }
}
