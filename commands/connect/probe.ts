/** `connect --probe`. @module */

import type { Context } from "../../lib/cli/command.ts";
import { CallerError, ConnectionError } from "../../lib/errors.ts";
import { PROBE_INTERVAL, PROBE_PARALLEL } from "../../lib/limits.ts";
import { formatAddress } from "../../lib/socket/address.ts";
import { notConnected } from "../../lib/socket/not_connected.ts";
import { isNearby, parsePortRange, type PortState, probePort } from "../../lib/socket/probe.ts";
import { resolveHost } from "../../lib/socket/resolve.ts";

/**
 * Reports each port as open, closed or silent. For a range, closed ports are only counted.
 *
 * @returns 0 if a port is open; for a single port, otherwise the exit code of the connection's
 *   error.
 * @throws {CallerError} if the host is neither this machine nor in a local network.
 */
export async function probe(place: string, { terminal, signal }: Context): Promise<number> {
  if (place.startsWith("udp:")) {
    throw new CallerError(
      "usage",
      "--probe does not work over UDP: open and closed ports look the same",
    );
  }
  const { host, ports } = parsePortRange(place);
  const address = await addressOf(host);
  if (!isNearby(address)) {
    throw new CallerError(
      "usage",
      `--probe works for this machine and local networks only, not for ${address}`,
    );
  }
  const counts: Record<PortState, number> = { open: 0, closed: 0, "no answer": 0 };
  const single = ports.length === 1;
  const interval = /^(127\.|::1$)/.test(address) ? 0 : PROBE_INTERVAL;
  const waiting = [...ports];
  const found = new Map<number, PortState>();
  const work = async () => {
    for (let port; (port = waiting.shift()) !== undefined;) {
      found.set(port, await probePort(address, port, signal));
      if (interval > 0) await new Promise((resolve) => setTimeout(resolve, interval));
    }
  };
  await Promise.all(Array.from({ length: PROBE_PARALLEL }, work));
  for (const port of ports) {
    const state = found.get(port)!;
    counts[state]++;
    const shown = formatAddress({ scheme: "tcp", host: address, port });
    await terminal.event({ event: "port", address: shown, state });
    if (!terminal.json && (single || state === "open")) await terminal.print(`${shown} ${state}\n`);
  }
  if (!single) {
    terminal.note(
      `${counts.open} open, ${counts.closed} closed, ${counts["no answer"]} without an answer`,
    );
  }
  if (counts.open > 0) return 0;
  return !single ? 1 : counts.closed > 0 ? 69 : 80;
}

async function addressOf(host: string): Promise<string> {
  try {
    return (await resolveHost(host))[0]!;
  } catch (cause) {
    const error = notConnected(cause, host, 0);
    throw new ConnectionError("unavailable", error.message, { cause, reason: "name_unknown" });
  }
}
