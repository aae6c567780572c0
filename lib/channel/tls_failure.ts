/** The error of a change to TLS that failed. @module */

import { ConnectionError, SluiceError } from "../errors.ts";
import { shortAddress } from "../socket/address.ts";

/**
 * What the peer is, both sides know by then: whatever fails is the connection's fault, or that of somebody
 * who changes its bytes.
 */
export function tlsFailure(cause: unknown, remoteAddr: string): SluiceError {
  if (cause instanceof SluiceError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ConnectionError(
    "cut",
    `Connection lost: no encryption with ${shortAddress(remoteAddr)} (${reason})`,
    { cause },
  );
}
