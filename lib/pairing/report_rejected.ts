/** Reports connections that did not authenticate. @module */

import { CallerError, SluiceError } from "../errors.ts";
import type { Duplex } from "../socket/duplex.ts";
import type { PairingObserver } from "./event.ts";

/** Reports a connection that failed. @throws the error, if the peer did not cause it. */
export function reportRejected(
  error: unknown,
  { remoteAddr: peer }: Duplex,
  observe: PairingObserver,
): void | Promise<void> {
  if (!(error instanceof SluiceError) || error instanceof CallerError) throw error;
  return observe({ type: "rejected", peer, error });
}
