/** Probes ports. @module */

import { CallerError, ConnectionError } from "../errors.ts";
import { MAX_PUBLIC_PROBES, PROBE_TIMEOUT } from "../limits.ts";
import { formatAddress } from "./address.ts";
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
  return (await probeAny([host], port, signal)).state;
}

/**
 * Probes a port of a host with several addresses, as {@linkcode probePort} does. It is open if it is at one
 * of them.
 *
 * @returns its state, and the address with that state.
 */
export async function probeAny(
  hosts: readonly string[],
  port: number,
  signal?: AbortSignal,
): Promise<{ state: PortState; address: string }> {
  const host = hosts[0]!;
  const state = (state: PortState) => ({
    state,
    address: formatAddress({ scheme: "tcp", host, port }),
  });
  try {
    const lookup = () => Promise.resolve([...hosts]);
    const options = { timeout: PROBE_TIMEOUT, lookup, ...signal && { signal } };
    const conn = await dial({ scheme: "tcp", host, port }, options);
    conn.abort();
    return { state: "open", address: conn.remoteAddr };
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    if (error.reason === "refused" || error.reason === "reset") return state("closed");
    if (error.reason === "no_answer") return state("no answer");
    throw error;
  }
}

/**
 * Why ports of these addresses may not be probed; undefined if they may. Any number of a loopback, private or
 * link-local address; a few of any other machine, whose owner has not agreed to a scan.
 */
export function whyNotProbed(hosts: readonly string[], ports: number): string | undefined {
  const other = hosts.find((host) => !isInRange(host, "loopback", "private", "linkLocal"));
  if (other === undefined) return undefined;
  if (isInRange(other, "notOneMachine")) return `${other} is not the address of one machine`;
  if (ports <= MAX_PUBLIC_PROBES) return undefined;
  return `${other} is not in a local network, where ${MAX_PUBLIC_PROBES} ports at most are probed, not ${ports}`;
}

/**
 * Parses `HOST:22`, `HOST:20-25` or `HOST:22,80,8000-8010`; without a host, the ports of this machine.
 * An IPv6 address stands in brackets.
 *
 * @param portOf Looks up the port of a service's name. Ports must be numbers if absent.
 * @throws {CallerError} code `usage` if the text has another form.
 */
export function parsePortRange(
  text: string,
  portOf: (service: string) => number | undefined = () => undefined,
): { host: string; ports: number[] } {
  const bad = (why: string) =>
    new CallerError(
      "usage",
      `Cannot probe ${JSON.stringify(text)}: ${why}; expected HOST:PORT or HOST:20-25`,
    );
  const match = /^(?:tcp:\/\/)?(?:\[([^\]]+)\]|([^:]*)):([\w,-]+)$/i.exec(
    /^[\d,-]+$/.test(text) ? `:${text}` : text,
  );
  if (!match) throw bad("it needs a host and ports");
  const ports = new Set<number>();
  for (const part of match[3]!.split(",")) {
    const range = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part);
    const service = /^[a-z]/i.test(part) ? portOf(part) : undefined;
    const first = service ?? Number(range?.[1] ?? NaN);
    const last = Number(range?.[2] ?? first);
    if (Number.isNaN(first) || first < 1 || last > 65535 || first > last) {
      throw bad(`${part} is not a port, range or service; a port is a number from 1 to 65535`);
    }
    for (let port = first; port <= last; port++) ports.add(port);
  }
  return { host: match[1] ?? (match[2] || "127.0.0.1"), ports: [...ports] };
}
