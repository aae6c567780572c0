/** The options of a socket, and which of them the runtime has. @module */

import { CallerError } from "../errors.ts";

/** What can be set on a TCP connection. */
export interface SocketOptions {
  /** Sends small pieces at once (TCP_NODELAY). Default true. */
  noDelay?: boolean;
  /** Asks a silent peer now and then whether it is there (SO_KEEPALIVE). Default false. */
  keepAlive?: boolean;
}

const NO_SETSOCKOPT = "the runtime has no way to set it on a connection";

/** Names that other tools have, and why they are not to be had. */
const NOT_HERE: Record<string, string> = {
  rcvbuf: NO_SETSOCKOPT,
  sndbuf: NO_SETSOCKOPT,
  ttl: NO_SETSOCKOPT,
  tos: NO_SETSOCKOPT,
  mark: NO_SETSOCKOPT,
  linger: "the runtime has no SO_LINGER; --linger bounds the wait for the other side's end",
  bindtodevice: `${NO_SETSOCKOPT}; --source chooses the address`,
  reuseaddr: "the runtime always sets it on listeners",
  reuseport: "the runtime offers it for its own worker threads only",
  broadcast: "the runtime always sets it on UDP sockets",
};

/**
 * Reads options such as `nodelay=off`, `keepalive`.
 *
 * @throws {CallerError} `usage`: unknown, or known and not supported here, with the reason.
 */
export function parseSocketOptions(words: readonly string[]): SocketOptions {
  const options: SocketOptions = {};
  for (const word of words) {
    const [name, value = "on"] = word.toLowerCase().split("=");
    const refuse = (why: string) => new CallerError("usage", `set ${JSON.stringify(word)}: ${why}`);
    const reason = NOT_HERE[name!];
    if (reason !== undefined) throw refuse(`not supported here: ${reason}`);
    if (name !== "nodelay" && name !== "keepalive") {
      throw refuse("no such option; there are nodelay and keepalive");
    }
    if (value !== "on" && value !== "off") throw refuse("it is on or off");
    options[name === "nodelay" ? "noDelay" : "keepAlive"] = value === "on";
  }
  return options;
}

/** Sets them on a connection that has them: Unix sockets and TLS connections have none. */
export function setSocketOptions(
  conn: { setNoDelay?(on?: boolean): void; setKeepAlive?(on?: boolean): void },
  { noDelay = true, keepAlive = false }: SocketOptions,
): void {
  conn.setNoDelay?.(noDelay);
  if (keepAlive) conn.setKeepAlive?.(true);
}
