/** Waits for connections at an address. @module */

import { ACCEPT_BACKOFF } from "../limits.ts";
import { CallerError, ConnectionError, LocalError } from "../errors.ts";
import { type Address, formatAddress, formatDenoAddress } from "./address.ts";
import { type Duplex, duplex } from "./duplex.ts";

/** Yields connections. */
export interface Listener {
  /** Where it listens, the port chosen by the system included: `tcp://127.0.0.1:40213`. */
  readonly address: string;
  /** The port in use; 0 for a Unix socket. */
  readonly port: number;
  /** The next connection; undefined once closed. Runs out of descriptors patiently. */
  accept(): Promise<Duplex | undefined>;
  /** Stops listening; connections that were accepted go on. */
  close(): void;
}

/**
 * Listens over TCP or a Unix socket.
 *
 * @throws {LocalError} code `cannot_create`: the address is in use; `permission`: it needs more rights.
 * @throws {ConnectionError} code `unavailable`: no interface of this machine has the address.
 */
export function listen(address: Address): Listener {
  const shown = formatAddress(address);
  let listener: Deno.Listener;
  try {
    if (address.scheme === "unix") {
      listener = Deno.listen({ transport: "unix", path: address.path }) as unknown as Deno.Listener;
    } else {
      if (address.scheme !== "tcp") throw new TypeError(`listen: no ${address.scheme} here`);
      listener = Deno.listen({ hostname: address.host, port: address.port });
    }
  } catch (cause) {
    throw cannotListen(cause, shown);
  }
  let closed = false;
  return {
    address: formatDenoAddress(listener.addr),
    port: "port" in listener.addr ? listener.addr.port : 0,
    async accept() {
      while (!closed) {
        try {
          const conn = await listener.accept();
          if ("setNoDelay" in conn) (conn as Deno.TcpConn).setNoDelay(true);
          return duplex(
            conn,
            formatDenoAddress(conn.localAddr),
            formatDenoAddress(conn.remoteAddr),
          );
        } catch {
          // Out of descriptors (EMFILE), or a peer that left before it was accepted: neither is the
          // listener's end. At once again would spin.
          if (!closed) await new Promise((resolve) => setTimeout(resolve, ACCEPT_BACKOFF));
        }
      }
      return undefined;
    },
    close() {
      if (closed) return;
      closed = true;
      listener.close();
    },
  };
}

/** Says in plain words why an address cannot be listened on; anything else is returned as it is. */
export function cannotListen(cause: unknown, shown: string): unknown {
  switch ((cause as { code?: unknown }).code) {
    case "EADDRINUSE":
      return new LocalError(
        "cannot_create",
        `listen on ${shown}: another program listens there; choose another port, or 0 for any`,
        { cause },
      );
    case "EACCES":
      return new LocalError(
        "permission",
        `listen on ${shown}: this user may not (ports below 1024)`,
        {
          cause,
        },
      );
    case "EADDRNOTAVAIL":
      return new ConnectionError(
        "unavailable",
        `listen on ${shown}: not an address of this machine`,
        {
          cause,
        },
      );
  }
  if (cause instanceof Error && /lookup address/.test(cause.message)) {
    return new CallerError("usage", `listen on ${shown}: no machine of that name is known`, {
      cause,
    });
  }
  return cause;
}
