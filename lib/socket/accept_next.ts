/** One step of an accept loop, with a pause after a failure. @module */

import { sleep } from "../async.ts";
import { ACCEPT_BACKOFF } from "../limits.ts";

/**
 * Accepts the next connection. A failure is not the listener's end: descriptors may have run out
 * (EMFILE), or the peer left before it was accepted. After {@linkcode ACCEPT_BACKOFF} milliseconds it
 * is tried again, because at once it would fail again and keep the processor busy.
 *
 * @param accept Resolves to a connection.
 * @param isClosed Whether the listener was closed.
 * @returns the connection; undefined once the listener is closed.
 */
export async function acceptNext<T>(
  accept: () => Promise<T>,
  isClosed: () => boolean,
): Promise<T | undefined> {
  while (!isClosed()) {
    try {
      return await accept();
    } catch {
      if (!isClosed()) await sleep(ACCEPT_BACKOFF);
    }
  }
}
