/** The errors of failed reads and writes. @module */

import { ConnectionError } from "../errors.ts";
import { shortAddress } from "./address.ts";

/** The error of a write after `closeWrite`, which the peer has no part in. */
export function endedHere(remoteAddr: string): ConnectionError {
  return new ConnectionError(
    "cut",
    `Cannot write to ${shortAddress(remoteAddr)}: this direction is closed`,
  );
}

/** The error for a failed read or write. One that says already what happened stays the same. */
export function connectionLost(cause: unknown, remoteAddr: string): ConnectionError {
  if (cause instanceof ConnectionError) return cause;
  const peer = shortAddress(remoteAddr);
  const what = cause instanceof Deno.errors.ConnectionReset
    ? `${peer} reset it`
    : cause instanceof Deno.errors.BrokenPipe
    ? `${peer} has closed it`
    : cause instanceof Deno.errors.TimedOut
    ? `the network to ${peer} does not respond`
    : cause instanceof Deno.errors.UnexpectedEof
    ? `${peer} ended it without the end of TLS`
    : `${peer}: ${cause instanceof Error ? cause.message : cause}`;
  return new ConnectionError("cut", `Connection lost: ${what}`, {
    cause,
    ...cause instanceof Deno.errors.ConnectionReset && { reason: "reset" as const },
  });
}
