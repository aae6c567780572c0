/** Probes ports. @module */

import { CallerError, ConnectionError } from "../errors.ts";
import { PROBE_TIMEOUT } from "../limits.ts";
import { dial } from "./dial.ts";
import { isInRange } from "./ip_range.ts";

/** The state of a port. */
export type PortState = "open" | "closed" | "no answer";

/**
 * Connects to a port and closes the connection at once, without sending a byte.
 *
 * @param host An address.
 * @throws {ConnectionError} if the state cannot be determined, for example if there is no route.
 *
 * @example Usage
 * ```ts
 * import { probePort } from "./probe.ts";
 * import { listen } from "./listen.ts";
 * import { assertEquals } from "@std/assert";
 * const listener = listen("127.0.0.1:0");
 * assertEquals(await probePort("127.0.0.1", listener.port), "open");
 * listener.close();
 * assertEquals(await probePort("127.0.0.1", listener.port), "closed");
 * ```
 */
export async function probePort(
  host: string,
  port: number,
  signal?: AbortSignal,
): Promise<PortState> {
  try {
    const options = { timeout: PROBE_TIMEOUT, ...signal && { signal } };
    (await dial({ scheme: "tcp", host, port }, options)).abort();
    return "open";
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    if (error.reason === "refused" || error.reason === "reset") return "closed";
    if (error.reason === "no_answer") return "no answer";
    throw error;
  }
}

/**
 * Whether an address is loopback, private or link-local. Others are not probed, because their owners
 * have not agreed to it.
 */
export function isNearby(host: string): boolean {
  return isInRange(host, "loopback", "private", "linkLocal");
}

/**
 * Parses `HOST:22`, `HOST:20-25` or `HOST:22,80,8000-8010`; without a host, the ports of this machine.
 * An IPv6 address stands in brackets.
 *
 * @throws {CallerError} code `usage` if the text has another form.
 */
export function parsePortRange(text: string): { host: string; ports: number[] } {
  const bad = (why: string) =>
    new CallerError(
      "usage",
      `Cannot probe ${JSON.stringify(text)}: ${why}; expected HOST:PORT or HOST:20-25`,
    );
  const match = /^(?:tcp:\/\/)?(?:\[([^\]]+)\]|([^:]*)):([\d,-]+)$/i.exec(
    /^[\d,-]+$/.test(text) ? `:${text}` : text,
  );
  if (!match) throw bad("it needs a host and ports");
  const ports = new Set<number>();
  for (const part of match[3]!.split(",")) {
    const range = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part);
    const first = Number(range?.[1]);
    const last = Number(range?.[2] ?? first);
    if (!range || first < 1 || last > 65535 || first > last) {
      throw bad(`${part} is not a port or range; a port is a number from 1 to 65535`);
    }
    for (let port = first; port <= last; port++) ports.add(port);
  }
  return { host: match[1] ?? (match[2] || "127.0.0.1"), ports: [...ports] };
}
