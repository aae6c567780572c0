/** Reports connections that did not prove themselves. @module */

import { CallerError, SluiceError } from "../errors.ts";
import type { Duplex } from "../socket/duplex.ts";
import type { PairingObserver } from "./event.ts";

/** Tells the observer of a connection that failed. @throws the error, where it is not the peer's. */
export function reportRejected(
  error: unknown,
  { remoteAddr: peer }: Duplex,
  observe: PairingObserver,
): void | Promise<void> {
  if (!(error instanceof SluiceError) || error instanceof CallerError) throw error;
  return observe({ type: "rejected", peer, error });
}
