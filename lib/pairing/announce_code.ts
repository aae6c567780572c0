/** Has a code's channel announced, and says what to do where that does not reach the other side. @module */

import { escapeText } from "../text/escape.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { Announcer } from "../discovery/announce.ts";
import { DEFAULT_PORT } from "../limits.ts";
import type { DiscoveryWarnings } from "../../commands/views/discovery_warnings.ts";

/** Milliseconds after which somebody who waits is told of the other way. */
export const PATIENCE = 3000;
/** Addresses of each kind that are named: IPv4, IPv6, IPv6 of the link. */
const SHOWN_ADDRESSES = [3, 1, 1];

/** What is announced. */
export interface AnnouncedCode {
  /** The code, for advice on this terminal only. */
  code: string;
  /** Its channel. */
  channel: number;
  /** The TCP port to come to. */
  port: number;
  /** What the sender shows of itself. */
  instance: Uint8Array;
}

/** An announcement that runs. */
export interface Announced {
  /** Ends it. */
  close(): void;
}

/** Announces in the background, on one interface or on all; warns of what cannot be done. */
export function announceCode(
  announced: AnnouncedCode,
  terminal: Terminal,
  name: string | undefined,
  warnings: DiscoveryWarnings,
): Announced {
  let closed = false;
  let announcer: Announcer | undefined;
  const start = async () => {
    const { announce } = await import("../discovery/announce.ts");
    const { hashInstance } = await import("../discovery/datagram.ts");
    const { usableNetworks } = await import("../discovery/networks.ts");
    const instance = await hashInstance(announced.instance);
    const networks = usableNetworks({ name });
    announcer = await announce({ ...announced, instance }, networks);
    if (closed) announcer.close();
    else await warnings.report(announcer.problems, networks);
  };
  const advise = async (why: string) => {
    const { reachableAddresses } = await import("../discovery/networks.ts");
    const { code, port } = announced;
    const addresses = shown(reachableAddresses());
    const lines = addresses.map((address) => {
      const suffix = port === DEFAULT_PORT ? "" : `:${port}`;
      const host = suffix !== "" && address.includes(":") ? `[${address}]` : address;
      return `  sluice receive ${code} --from ${host}${suffix}`;
    });
    if (closed || addresses.length === 0) return;
    terminal.note(`${why}; where the code alone does not find this machine, its address does:`);
    for (const line of lines) terminal.note(escapeText(line));
    if (addresses.some((address) => address.includes("%"))) {
      terminal.note("  (behind the % comes the network interface of the other machine)");
    }
  };
  // To be found is help, not a condition: --from works without it.
  const fail = (error: unknown) =>
    warnings.warn([`cannot be found by code: ${error instanceof Error ? error.message : error}`]);
  start().catch(fail);
  const timer = setTimeout(() => advise("nobody has come yet").catch(fail), PATIENCE);
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      announcer?.close();
    },
  };
}

/** A machine has many addresses; some of each kind will do. */
function shown(addresses: readonly string[]): string[] {
  const kind = (address: string) => address.includes("%") ? 2 : address.includes(":") ? 1 : 0;
  return SHOWN_ADDRESSES.flatMap((count, wanted) =>
    addresses.filter((address) => kind(address) === wanted).slice(0, count)
  );
}
