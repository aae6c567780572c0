/**
 * A local network for tests: three machines on a switch, each a network namespace, separate from
 * the network of the machine it runs on. Needs Linux, root and `ip`; to drop packets, `nft`.
 *
 * @module
 */

import { denoTooOld } from "../../lib/cli/required_deno.ts";
import { configInForce } from "../../scripts/closed_network.ts";
import {
  commandLine,
  executable,
  type Program,
  startCommand,
  type StartOptions,
} from "../support/program.ts";

const FIRST_WITH_MULTICAST = "2.7.5";

/** The machines' names. */
export const HOSTS = ["ada", "bob", "eve"] as const;
/** One of {@linkcode HOSTS}. */
export type Host = typeof HOSTS[number];
/** Which protocols the machines have. */
export type Family = "ipv4" | "ipv6" | "dual";

/** Why no such network can be created here; undefined: it can. */
export async function noLan(): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "network namespaces are Linux's";
  const runtime = executable && / \(Deno (.*)\)/.exec(await run(executable, "--version"))?.[1];
  if (runtime && denoTooOld(runtime, FIRST_WITH_MULTICAST)) {
    return `the executable under test runs on Deno ${runtime}, which has no multicast`;
  }
  // Test files that run at the same time may be of one process.
  const name = `sl${Deno.pid}p${Math.floor(Math.random() * 1e6)}`;
  try {
    await run("ip", "netns", "add", name);
    await run("ip", "netns", "del", name);
    return undefined;
  } catch (error) {
    return `no network namespaces: ${error instanceof Error ? error.message : error}`;
  }
}

/** Why the switch of such a network cannot drop packets here; undefined: it can. */
export async function noFirewall(): Promise<string | undefined> {
  try {
    await run("nft", "--version");
    return undefined;
  } catch {
    return "needs nft";
  }
}

async function run(command: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  if (!success) {
    throw new Error(`${command} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  }
  return new TextDecoder().decode(stdout);
}

/** The network; remove it with `await using`. */
export class Lan implements AsyncDisposable {
  readonly #prefix: string;
  readonly #programs: Program[] = [];

  private constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Creates it. */
  static async create(family: Family): Promise<Lan> {
    const lan = new Lan(`sl${Deno.pid}${Math.floor(Math.random() * 1e6)}`);
    try {
      await lan.#build(family);
    } catch (error) {
      await lan[Symbol.asyncDispose]();
      throw error;
    }
    return lan;
  }

  async #build(family: Family): Promise<void> {
    const sw = this.#namespace("sw");
    await run("ip", "netns", "add", sw);
    await run("ip", "-n", sw, "link", "add", "br0", "type", "bridge", "mcast_snooping", "0");
    await run("ip", "-n", sw, "link", "set", "br0", "up");
    for (const host of HOSTS) {
      const ns = this.#namespace(host);
      await run("ip", "netns", "add", ns);
      const setting = (name: string, value: number) =>
        run("ip", "netns", "exec", ns, "sysctl", "-qw", `net.ipv6.conf.${name}=${value}`);
      // Addresses are usable at once: without duplicates the check is not needed.
      await setting("default.accept_dad", 0);
      if (family === "ipv4") await setting("default.disable_ipv6", 1);
      const link = ["link", "add", "eth0", "netns", ns, "type", "veth", "peer", "name", host];
      await run("ip", ...link, "netns", sw);
      await run("ip", "-n", sw, "link", "set", host, "master", "br0", "up");
      await run("ip", "-n", ns, "link", "set", "lo", "up");
      if (family !== "ipv6") {
        await run("ip", "-n", ns, "addr", "add", `${this.address(host)}/24`, "dev", "eth0");
      }
      await run("ip", "-n", ns, "link", "set", "eth0", "up");
    }
  }

  #namespace(name: string): string {
    return `${this.#prefix}${name}`;
  }

  /** A machine's IPv4 address. */
  address(host: Host): string {
    return `10.77.0.${HOSTS.indexOf(host) + 1}`;
  }

  /** Runs `ip` on a machine. */
  async ip(host: Host, ...args: string[]): Promise<void> {
    await run("ip", "-n", this.#namespace(host), ...args);
  }

  /** Joins two machines by a further network: each gets an interface of that name and an address. */
  async join(name: string, addresses: Partial<Record<Host, string>>): Promise<void> {
    const [a, b] = Object.keys(addresses) as Host[];
    const peer = ["peer", "name", name, "netns", this.#namespace(b!)];
    await this.ip(a!, "link", "add", name, "type", "veth", ...peer);
    for (const [host, address] of Object.entries(addresses) as [Host, string][]) {
      await this.ip(host, "addr", "add", address, "dev", name);
      await this.ip(host, "link", "set", name, "up");
    }
  }

  /** Makes the switch drop packets that match an nftables expression. */
  async drop(...matches: string[]): Promise<void> {
    const nft = (...args: string[]) =>
      run("ip", "netns", "exec", this.#namespace("sw"), "nft", ...args);
    await nft("add", "table", "bridge", "t");
    await nft("add chain bridge t f { type filter hook forward priority 0; }");
    for (const match of matches) await nft(`add rule bridge t f ${match} drop`);
  }

  /** Starts a command on a machine, or on the switch. */
  start(host: Host | "sw", ...command: string[]): Program {
    return this.startWith(host, command, { env: { NO_COLOR: "1" } });
  }

  /** Starts a command on a machine, with options. */
  startWith(host: Host | "sw", command: readonly string[], options: StartOptions): Program {
    const inside: [string, ...string[]] = ["ip", "netns", "exec", this.#namespace(host)];
    const program = startCommand([...inside, ...command], options);
    this.#programs.push(program);
    return program;
  }

  /** Starts sluice on a machine, with the permissions of its edition. */
  async sluice(host: Host, ...args: string[]): Promise<Program> {
    return this.start(host, ...await commandLine(args));
  }

  /** Starts a module of this folder on a machine, with all permissions. */
  async probe(host: Host, module: string, ...args: string[]): Promise<Program> {
    const config = `--config=${await configInForce()}`;
    return this.start(host, Deno.execPath(), "run", "-A", config, path(module), ...args);
  }

  /** Ends every program and removes the network. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#programs.map((program) => program[Symbol.asyncDispose]()));
    for (const name of [...HOSTS, "sw"]) {
      await run("ip", "netns", "del", this.#namespace(name)).catch(() => {/* never created */});
    }
  }
}

function path(module: string): string {
  return new URL(module, import.meta.url).pathname;
}
