/** The error of a change to TLS that failed. @module */

import { ConnectionError, SluiceError } from "../errors.ts";
import { shortAddress } from "../socket/address.ts";

/** Both sides are authenticated by then: what fails is the connection, or bytes of it were changed. */
export function tlsFailure(cause: unknown, remoteAddr: string): SluiceError {
  if (cause instanceof SluiceError && cause.code !== "cut") return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const peer = shortAddress(remoteAddr);
  const why = cause instanceof SluiceError ? "" : `; ${reason}`;
  return new ConnectionError(
    "cut",
    `Connection lost: ${peer} or the network closed it before it was encrypted${why}`,
    { cause, reason: "not_encrypted" },
  );
}

/** The error of a peer that left instead of changing to TLS. */
export function leftBeforeTls(remoteAddr: string): SluiceError {
  return tlsFailure(new ConnectionError("cut", "Connection lost"), remoteAddr);
}
