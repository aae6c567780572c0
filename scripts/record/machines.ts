/**
 * Two machines for a recording: network namespaces with a link between them, and a terminal of tmux
 * on each. Their addresses are those for documentation (RFC 5737). Needs Linux, root, tmux, `ip` and
 * `unshare`.
 *
 * @module
 */

import { join } from "node:path";

/** The names of the machines. */
export const NAMES = ["ada", "bob"] as const;
/** One of {@linkcode NAMES}. */
export type Name = typeof NAMES[number];

/** What {@linkcode Machines.create} needs to know. */
export interface MachinesOptions {
  /** Columns and rows of each terminal. */
  columns: number;
  rows: number;
  /** A folder with the executables, for the search path. */
  programs: string;
  /** A shell command that fills the home folder of the first machine. */
  prepare: string;
}

/** Returns why no machines can be created here; undefined: they can. */
export async function noMachines(): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "needs Linux";
  if (Deno.uid() !== 0) return "needs root, for network namespaces";
  for (const words of [["tmux", "-V"], ["ip", "-V"], ["unshare", "--version"]]) {
    try {
      await run(...words as [string, ...string[]]);
    } catch {
      return `needs ${words[0]}`;
    }
  }
}

/** Runs a program; returns its standard output. */
async function run(command: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`${command} ${args.join(" ")}: ${text(stderr).trim()}`);
  return text(stdout);
}

/** The machines; `await using` removes them. */
export class Machines implements AsyncDisposable {
  readonly #prefix = `sluice-record-${Deno.pid}`;

  /** Creates them. */
  static async create(options: MachinesOptions): Promise<Machines> {
    const machines = new Machines();
    try {
      await machines.#link();
      for (const name of NAMES) await machines.#open(name, options);
      return machines;
    } catch (error) {
      await machines[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #link(): Promise<void> {
    const [ada, bob] = NAMES.map((name) => this.#namespace(name)) as [string, string];
    for (const namespace of [ada, bob]) await run("ip", "netns", "add", namespace);
    const link = "link add eth0 type veth peer name eth0 netns".split(" ");
    await run("ip", "-n", ada, ...link, bob);
    for (const [n, namespace] of [ada, bob].entries()) {
      const ip = (words: string) => run("ip", "-n", namespace, ...words.split(" "));
      await run(
        "ip",
        "netns",
        "exec",
        namespace,
        "sysctl",
        "-qw",
        "net.ipv6.conf.all.disable_ipv6=1",
      );
      await ip(`addr add 192.0.2.${7 + n}/24 dev eth0`);
      await ip("link set lo up");
      await ip("link set eth0 up");
    }
  }

  /** Opens the terminal of a machine, with an empty home folder of its own in memory. */
  async #open(name: Name, { columns, rows, programs, prepare }: MachinesOptions): Promise<void> {
    const home = `/home/${name}`;
    const env = [
      `HOME=${home}`,
      `PATH=${programs}:${Deno.env.get("PATH")}`,
      `PS1=\\[\\e[1m\\]${name}$\\[\\e[0m\\] `,
      "LANG=C.UTF-8",
      "TERM=tmux-256color",
      `DENO_DIR=${await cacheFolder()}`,
    ];
    const shell = [
      `echo ${name} > /proc/sys/kernel/hostname`,
      "mount -t tmpfs none /home",
      `mkdir ${home}`,
      `cd ${home}`,
      name === NAMES[0] ? prepare : ":",
      "clear",
      `exec env -i ${env.map(quote).join(" ")} bash --norc --noprofile -i`,
    ].join(" && ");
    await this.#tmux(
      ...["new-session", "-d", "-s", name, "-x", `${columns}`, "-y", `${rows}`],
      ["ip netns exec", this.#namespace(name), "unshare --mount --uts sh -c", quote(shell)].join(
        " ",
      ),
    );
  }

  #namespace(name: Name): string {
    return `${this.#prefix}-${name}`;
  }

  #tmux(...args: string[]): Promise<string> {
    return run("tmux", "-L", this.#prefix, "-f", "/dev/null", ...args);
  }

  /** Types keys at a terminal. */
  async type(name: Name, keys: string): Promise<void> {
    await this.#tmux("send-keys", "-t", name, "-l", keys);
  }

  /** Returns the screen of a terminal, with its escape sequences. */
  async capture(name: Name): Promise<string> {
    return await this.#tmux("capture-pane", "-e", "-p", "-t", name);
  }

  /** Ends all programs and removes the machines. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux("kill-server").catch(() => {/* never started */});
    for (const name of NAMES) {
      await run("ip", "netns", "del", this.#namespace(name)).catch(() => {/* never created */});
    }
  }
}

/** The runtime's cache, which the program is loaded from: its home folder is another one here. */
async function cacheFolder(): Promise<string> {
  return JSON.parse(await run(Deno.execPath(), "info", "--json")).denoDir;
}

/** Quotes a word for a shell. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Writes executables that run the program from source, and returns their folder. */
export async function writePrograms(folder: string, words: readonly string[]): Promise<void> {
  const path = join(folder, "sluice");
  await Deno.writeTextFile(path, `#!/bin/sh\nexec ${words.map(quote).join(" ")} "$@"\n`);
  await Deno.chmod(path, 0o755);
}
