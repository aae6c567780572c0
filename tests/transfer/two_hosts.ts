/** Two hosts on one machine: network namespaces joined by a pair of virtual Ethernet devices. @module */

import { type Program, start } from "../support/program.ts";

/** One of the two. */
export type Host = "a" | "b";

/** The hosts. `await using` removes all that was made. */
export interface Hosts extends AsyncDisposable {
  /** Their addresses: TEST-NET-1 (RFC 5737), and only in the namespaces. */
  readonly addressOf: Record<Host, string>;
  /** Starts the program on a host. */
  start(host: Host, cwd: string, args: string[]): Promise<Program>;
  /** Plugs the wire in, or pulls it out. */
  setLink(state: "up" | "down"): Promise<void>;
}

/** Runs `ip` or `tc`; returns the error output, or undefined. */
async function attempt(program: string, ...args: string[]): Promise<string | undefined> {
  try {
    const { success, stderr } = await new Deno.Command(program, { args, stdin: "null" }).output();
    if (success) return undefined;
    return new TextDecoder().decode(stderr).trim().split("\n")[0] || "it failed";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function must(program: string, ...args: string[]): Promise<void> {
  const fault = await attempt(program, ...args);
  if (fault !== undefined) throw new Error(`${program}: ${fault}`);
}

/** Why there cannot be two hosts here; undefined if there can. */
export async function whyNoHosts(): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "namespaces are Linux's";
  try {
    await using _hosts = await joinHosts();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Why packet loss cannot be simulated here; undefined if it can. */
export async function whyNoNetem(): Promise<string | undefined> {
  try {
    await using _hosts = await joinHosts(["delay", "1ms"]);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Creates the hosts.
 *
 * @param netem Words for `tc qdisc … netem`, for both directions. @default {a perfect network}
 * @throws {Error} if the system does not permit it; nothing is left then.
 */
export async function joinHosts(netem?: string[]): Promise<Hosts> {
  const id = crypto.randomUUID().slice(0, 6);
  const space = { a: `sluice-${id}-a`, b: `sluice-${id}-b` };
  const device = { a: `sl${id}a`, b: `sl${id}b` };
  const addressOf = { a: "192.0.2.1", b: "192.0.2.2" };
  const remove = async () => {
    // A namespace takes its devices with it, and a pair is removed together.
    for (const host of ["a", "b"] as const) await attempt("ip", "netns", "delete", space[host]);
    await attempt("ip", "link", "delete", device.a);
  };
  try {
    for (const host of ["a", "b"] as const) await must("ip", "netns", "add", space[host]);
    const pair = ["add", device.a, "netns", space.a, "type", "veth"];
    await must("ip", "link", ...pair, "peer", "name", device.b, "netns", space.b);
    for (const host of ["a", "b"] as const) {
      const ip = ["-netns", space[host]];
      await must("ip", ...ip, "address", "add", `${addressOf[host]}/24`, "dev", device[host]);
      await must("ip", ...ip, "link", "set", device[host], "up");
      await must("ip", ...ip, "link", "set", "lo", "up");
      if (netem === undefined) continue;
      await must("tc", ...ip, "qdisc", "add", "dev", device[host], "root", "netem", ...netem);
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    addressOf,
    start: (host, cwd, args) => start(args, { cwd, prefix: ["ip", "netns", "exec", space[host]] }),
    setLink: (state) => must("ip", "-netns", space.a, "link", "set", device.a, state),
    [Symbol.asyncDispose]: remove,
  };
}
