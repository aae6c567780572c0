/** The options of a TCP socket that the runtime supports. @module */

import { CallerError } from "../errors.ts";

/** Options of a TCP connection. */
export interface SocketOptions {
  /** Sends small writes without delay (TCP_NODELAY). @default {true} */
  noDelay?: boolean;
  /** Probes a silent peer periodically (SO_KEEPALIVE). @default {false} */
  keepAlive?: boolean;
}

const NO_SETSOCKOPT = "the runtime has no way to set it on a connection";

/** Options of other tools, and why they are not supported. */
const NOT_HERE: Record<string, string> = {
  rcvbuf: NO_SETSOCKOPT,
  sndbuf: NO_SETSOCKOPT,
  ttl: NO_SETSOCKOPT,
  tos: NO_SETSOCKOPT,
  mark: NO_SETSOCKOPT,
  linger: "the runtime has no SO_LINGER; --linger bounds the wait for the peer's end",
  bindtodevice: `${NO_SETSOCKOPT}; --source chooses the address`,
  reuseaddr: "the runtime always sets it on listeners",
  reuseport: "the runtime offers it for its own worker threads only",
  broadcast: "the runtime always sets it on UDP sockets",
};

/**
 * Parses options such as `nodelay=off`, `keepalive`.
 *
 * @throws {CallerError} code `usage` if an option is unknown or not supported.
 */
export function parseSocketOptions(words: readonly string[]): SocketOptions {
  const options: SocketOptions = {};
  for (const word of words) {
    const [name, value = "on"] = word.toLowerCase().split("=");
    const refuse = (why: string) =>
      new CallerError("usage", `Cannot set ${JSON.stringify(word)}: ${why}`);
    const reason = NOT_HERE[name!];
    if (reason !== undefined) throw refuse(reason);
    if (name !== "nodelay" && name !== "keepalive") {
      throw refuse("unknown socket option; use nodelay or keepalive");
    }
    if (value !== "on" && value !== "off") throw refuse("expected on or off");
    options[name === "nodelay" ? "noDelay" : "keepAlive"] = value === "on";
  }
  return options;
}

/** Sets options on a connection. Unix sockets and TLS connections have none, and are left alone. */
export function setSocketOptions(
  conn: { setNoDelay?(on?: boolean): void; setKeepAlive?(on?: boolean): void },
  { noDelay = true, keepAlive = false }: SocketOptions,
): void {
  conn.setNoDelay?.(noDelay);
  if (keepAlive) conn.setKeepAlive?.(true);
}
