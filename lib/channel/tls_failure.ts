/** The error of a change to TLS that failed. @module */

import { ConnectionError, SluiceError } from "../errors.ts";
import { shortAddress } from "../socket/address.ts";

/** Both sides are authenticated by then: what fails is the connection, or bytes of it were changed. */
export function tlsFailure(cause: unknown, remoteAddr: string): SluiceError {
  if (cause instanceof SluiceError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ConnectionError(
    "cut",
    `Connection lost: no encryption with ${shortAddress(remoteAddr)} (${reason})`,
    { cause },
  );
}
