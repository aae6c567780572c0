/** Connects to an address. @module */

import { CONNECT_TIMEOUT } from "../limits.ts";
import { ConnectionError } from "../errors.ts";
import { type Address, formatAddress, formatDenoAddress } from "./address.ts";
import { type Duplex, duplex } from "./duplex.ts";

/** Options of {@linkcode dial}. */
export interface DialOptions {
  /** Milliseconds to wait. Default {@linkcode CONNECT_TIMEOUT}. */
  timeout?: number;
  /** Gives up early. Default: never. */
  signal?: AbortSignal;
}

/**
 * Connects over TCP or a Unix socket. All addresses of a name are tried, both families
 * (RFC 8305, by the runtime).
 *
 * @throws {ConnectionError} code `unavailable`: refused, unreachable, unknown name, timed out.
 */
export async function dial(address: Address, options: DialOptions = {}): Promise<Duplex> {
  const shown = formatAddress(address);
  const timeout = options.timeout ?? CONNECT_TIMEOUT;
  const deadline = AbortSignal.timeout(timeout);
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
  try {
    if (address.scheme === "unix") {
      const conn = await Deno.connect({ transport: "unix", path: address.path });
      return duplex(conn, formatDenoAddress(conn.localAddr), shown);
    }
    if (address.scheme !== "tcp") throw new TypeError(`dial: no ${address.scheme} here`);
    const conn = await Deno.connect({ hostname: address.host, port: address.port, signal });
    // Frames are written whole, so waiting to fill a segment only delays the last one.
    conn.setNoDelay(true);
    return duplex(conn, formatDenoAddress(conn.localAddr), formatDenoAddress(conn.remoteAddr));
  } catch (cause) {
    if (options.signal?.aborted) throw options.signal.reason;
    if (cause instanceof Deno.errors.NotCapable || cause instanceof TypeError) throw cause;
    throw new ConnectionError("unavailable", `connect to ${shown}: ${reason(cause, timeout)}`, {
      cause,
    });
  }
}

/** In plain words why a connection was not made. */
function reason(cause: unknown, timeout: number): string {
  const code = (cause as { code?: unknown }).code;
  if (cause instanceof DOMException && cause.name === "TimeoutError") {
    return `no answer within ${
      timeout / 1000
    } s; is the machine on, and does its firewall let the port through?`;
  }
  switch (code) {
    case "ECONNREFUSED":
      return "connection refused; nothing listens there";
    case "ETIMEDOUT":
      return "no answer; is the machine on, and does its firewall let the port through?";
    case "ENETUNREACH":
    case "EHOSTUNREACH":
      return "no route to that machine";
    case "ENOENT":
      return "no such socket";
  }
  const text = cause instanceof Error ? cause.message : String(cause);
  return /lookup address/.test(text) ? "no machine of that name is known" : text;
}
