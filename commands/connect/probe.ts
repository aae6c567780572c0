/** `connect --probe`. @module */

import type { Context } from "../../lib/cli/command.ts";
import { CallerError, ConnectionError } from "../../lib/errors.ts";
import { PROBE_INTERVAL, PROBE_PARALLEL } from "../../lib/limits.ts";
import { isInRange } from "../../lib/socket/ip_range.ts";
import { notConnected } from "../../lib/socket/not_connected.ts";
import { parsePortRange, type PortState, probeAny, whyNotProbed } from "../../lib/socket/probe.ts";
import { systemServices } from "../../lib/socket/system_services.ts";
import { giveUpFiles } from "../sandbox/give_up_files.ts";
import { resolveHost } from "../../lib/socket/resolve.ts";

/**
 * Reports each port as open, closed or silent. For a range, closed ports are only counted.
 *
 * @returns 0 if a port is open; for a single port, otherwise the exit code of the connection's
 *   error.
 * @throws {CallerError} if many ports of a host are asked for that is not in a local network.
 */
export async function probe(place: string, { terminal, signal }: Context): Promise<number> {
  if (place.startsWith("udp:")) {
    const text =
      "--probe does not work over UDP: the runtime does not tell closed ports from silent ones";
    throw new CallerError("usage", text);
  }
  const services = systemServices();
  giveUpFiles();
  const { host, ports } = parsePortRange(place, (name) => services.byName(name, "tcp")[0]?.port);
  const addresses = await addressesOf(host);
  const why = whyNotProbed(addresses, ports.length);
  if (why !== undefined) throw new CallerError("usage", `Cannot probe ${place}: ${why}`);
  const counts: Record<PortState, number> = { open: 0, closed: 0, "no answer": 0 };
  const single = ports.length === 1;
  const isHere = addresses.every((address) => isInRange(address, "loopback"));
  const interval = isHere ? 0 : PROBE_INTERVAL;
  const waiting = [...ports];
  const found = new Map<number, Awaited<ReturnType<typeof probeAny>>>();
  const work = async () => {
    for (let port; (port = waiting.shift()) !== undefined;) {
      found.set(port, await probeAny(addresses, port, signal));
      if (interval > 0) await new Promise((resolve) => setTimeout(resolve, interval));
    }
  };
  await Promise.all(Array.from({ length: PROBE_PARALLEL }, work));
  for (const port of ports) {
    const { state, address } = found.get(port)!;
    counts[state]++;
    await terminal.event({ event: "port", address, state });
    if (terminal.json || !single && state !== "open") continue;
    await terminal.print(`${address} ${state}\n`);
  }
  if (!single) {
    terminal.note(
      `${counts.open} open, ${counts.closed} closed, ${counts["no answer"]} without an answer`,
    );
  }
  if (counts.open > 0) return 0;
  return !single ? 1 : counts.closed > 0 ? 69 : 80;
}

async function addressesOf(host: string): Promise<string[]> {
  try {
    return await resolveHost(host);
  } catch (cause) {
    const error = notConnected(cause, host, 0);
    throw new ConnectionError("unavailable", error.message, { cause, reason: "name_unknown" });
  }
}
