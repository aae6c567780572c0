/** Connects to an address. @module */

import { setLimit } from "../async.ts";
import { CallerError } from "../errors.ts";
import { CONNECT_TIMEOUT } from "../limits.ts";
import {
  type AddressLike,
  addressLike,
  formatAddress,
  formatDenoAddress,
  shortAddress,
} from "./address.ts";
import { certificateFault } from "./certificate_fault.ts";
import { connectAny, isNotPermitted } from "./connect_any.ts";
import type { DialOptions } from "./dial_options.ts";
import { type Duplex, duplex } from "./duplex.ts";
import { notConnected } from "./not_connected.ts";
import { requireSocketPath } from "./unix_sockets.ts";

export type { DialOptions };

/**
 * Connects over TCP, TLS or a Unix socket. Tries all addresses of a name, alternating between the IP
 * families (RFC 8305).
 *
 * @throws {ConnectionError} code `unavailable` if no address answers. Its `reason` is `refused`,
 * `unreachable`, `name_unknown` or `no_answer`; its text names every address. Code `untrusted` if the
 * certificate is not trusted.
 * @throws {CallerError} code `usage` if the certificate and key of this side cannot be used, or the path of
 * a Unix socket is too long.
 * @throws {Deno.errors.NotCapable} if the permission to connect lacks for all addresses.
 *
 * @example Usage
 * ```ts
 * import { dial } from "./dial.ts";
 * import { listen } from "./listen.ts";
 * const listener = listen("127.0.0.1:0");
 * const conn = await dial(listener.address);
 * conn.abort();
 * listener.close();
 * ```
 */
export async function dial(to: AddressLike, options: DialOptions = {}): Promise<Duplex> {
  const address = addressLike(to, "dial");
  const shown = formatAddress(address);
  if (address.scheme === "unix") requireSocketPath(address.path);
  const timeout = options.timeout ?? CONNECT_TIMEOUT;
  const deadline = new AbortController();
  const timer = setLimit(
    timeout,
    () => deadline.abort(new DOMException("Signal timed out.", "TimeoutError")),
  );
  const signal = options.signal
    ? AbortSignal.any([options.signal, deadline.signal])
    : deadline.signal;
  try {
    if (address.scheme === "unix") {
      const conn = await Deno.connect({ transport: "unix", path: address.path });
      return duplex(conn, formatDenoAddress(conn.localAddr), shown);
    }
    if (address.scheme === "udp") throw new TypeError("dial: a datagram has no connection");
    const { conn, localAddr, remoteAddr } = await connectAny(address, signal, options);
    return duplex(conn, localAddr, remoteAddr);
  } catch (cause) {
    if (options.signal?.aborted) throw options.signal.reason;
    const error = isNotPermitted(cause) ? cause.attempts[0]!.cause : cause;
    if (error instanceof Deno.errors.NotCapable || error instanceof TypeError) throw error;
    if (error instanceof CallerError) throw error;
    const fault = certificateFault(error);
    if (fault !== undefined) {
      throw new CallerError("usage", `Cannot connect to ${shortAddress(shown)}: ${fault}`, {
        cause,
      });
    }
    const failure = notConnected(cause, shown, timeout);
    if (failure.code !== "untrusted" || address.scheme === "unix") throw failure;
    if (options.tls?.pins !== undefined) throw failure;
    const { withFingerprint } = await import("./presented_fingerprint.ts");
    throw await withFingerprint(failure, address, options);
  } finally {
    clearTimeout(timer);
  }
}
