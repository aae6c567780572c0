/** The error of a change to TLS that failed. @module */

import { ConnectionError, SluiceError } from "../errors.ts";
import { shortAddress } from "../socket/address.ts";

/** Both sides are authenticated by then: what fails is the connection, or bytes of it were changed. */
export function tlsFailure(cause: unknown, remoteAddr: string): SluiceError {
  if (!(cause instanceof SluiceError)) {
    return lostBeforeTls(remoteAddr, cause, `; ${cause instanceof Error ? cause.message : cause}`);
  }
  return cause.code === "cut" ? lostBeforeTls(remoteAddr, cause) : cause;
}

/** The error of a connection that ends before it is encrypted. */
export function lostBeforeTls(remoteAddr: string, cause?: unknown, why = ""): ConnectionError {
  const peer = shortAddress(remoteAddr);
  return new ConnectionError(
    "cut",
    `Connection lost: ${peer} or the network closed it before it was encrypted${why}`,
    { cause, reason: "not_encrypted" },
  );
}
