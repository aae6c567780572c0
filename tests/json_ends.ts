/** How to bring every command with `--json` to each of its ends. @module */

import { here } from "./json_events.ts";
import { AS_ROOT, linux, SLUICE_RUN, startExecServer } from "./remote/exec_server.ts";
import { freePort } from "./support/free_port.ts";
import { type Program, start, startCommand } from "./support/program.ts";
import { until } from "./support/wait.ts";

/** The ways to end. */
export const KINDS = ["success", "failure", "interrupted", "timeout"] as const;

/** Starts a program that ends, or returns once it is ready to be interrupted. */
export type Bring = (bench: Bench) => Promise<Program>;

/** For each end how to get there, or the reason why there is no way. */
export type Ends = Record<typeof KINDS[number], Bring | string>;

/** Everything that the programs of one test need. */
export class Bench implements AsyncDisposable {
  readonly #open = new AsyncDisposableStack();
  #listener: Deno.TcpListener | undefined;
  #reached = false;

  /** @param folder With `source/tree` and `inbox`. */
  constructor(readonly folder: string) {}

  /** Starts the program with `--json`. */
  async run(...args: string[]): Promise<Program> {
    return this.#open.use(await start([...args, "--json"], { cwd: this.folder }));
  }

  /** Runs the program until it has written `text`. */
  async ready(text: string, ...args: string[]): Promise<Program> {
    const program = await this.run(...args);
    await until(() => program.out.includes(text), text);
    return program;
  }

  /** Serves a service, and returns its address. */
  async service(...args: string[]): Promise<string> {
    const program = await this.run("serve", ...args, ...here);
    return `127.0.0.1:${await program.port()}`;
  }

  /** Serves the remote command on this machine, and returns the address. */
  async execServer(): Promise<string> {
    return `127.0.0.1:${this.#open.use(await startExecServer()).port}`;
  }

  /** Starts a server of remote commands with `--json`, without authentication. */
  commands(): Program {
    const words = [
      "serve",
      "exec",
      "--json",
      "--insecure-loopback",
      "--allow",
      "uname",
      ...AS_ROOT,
    ];
    return this.#open.use(startCommand([SLUICE_RUN, ...words, ...here], { cwd: this.folder }));
  }

  /** The address of a server that accepts and never answers. */
  silent(): string {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#open.defer(() => listener.close());
    void (async () => {
      for await (const conn of listener) {
        this.#reached = true;
        this.#open.defer(() => conn.close());
      }
    })();
    this.#listener = listener;
    return `127.0.0.1:${listener.addr.port}`;
  }

  /** Resolves when a client of {@link silent} has connected. */
  async reached(program: Program): Promise<Program> {
    await until(() => this.#reached, `a connection to ${this.#listener?.addr.port}`);
    return program;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#open.disposeAsync();
  }
}

/** Where no server listens: the port was free a moment ago. */
function closed(): string {
  return `127.0.0.1:${freePort()}`;
}

/** Resolves when the program has a socket of a kind, in which case it follows signals. */
async function hasSocket(program: Program): Promise<Program> {
  const inodes = () =>
    ["udp", "udp6"].flatMap((name) =>
      Deno.readTextFileSync(`/proc/${program.pid}/net/${name}`).split("\n").slice(1)
        .map((line) => line.trim().split(/\s+/)[9])
    );
  await until(() => {
    const known = inodes();
    for (const { name } of Deno.readDirSync(`/proc/${program.pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${program.pid}/fd/${name}`))?.[1];
      if (inode !== undefined && known.includes(inode)) return true;
    }
    return false;
  }, "a udp socket");
  return program;
}

function linkOf(path: string): string {
  try {
    return Deno.readLinkSync(path);
  } catch {
    // Closed meanwhile.
    return "";
  }
}

const NOT_LINUX = "needs Linux";
const onLinux = (bring: Bring) => linux ? bring : NOT_LINUX;
const lo = ["--interface", "lo"];
const HERE = "127.0.0.1:0";
const SHORT = ["--timeout", "500ms"];
const PROBED = ["connect", "--probe", "127.0.0.1:1-65535"];

/** The ends of a command that asks a service: `args` ask it, before and after its address. */
function client(service: readonly string[], [name, ...args]: readonly [string, ...string[]]): Ends {
  const ask = (bench: Bench, place: string, ...more: string[]) =>
    bench.run(name, place, ...args, ...more);
  return {
    success: async (bench) => await ask(bench, await bench.service(...service)),
    failure: async (bench) => await ask(bench, closed()),
    interrupted: async (bench) => await bench.reached(await ask(bench, bench.silent())),
    timeout: async (bench) => await ask(bench, bench.silent(), ...SHORT),
  };
}

/** The ends of a command that serves until it is ended. */
function server(
  ready: string,
  args: string[],
  ends: Pick<Ends, "success" | "failure">,
): Ends {
  return {
    ...ends,
    interrupted: async (bench) => await bench.ready(ready, ...args, ...here),
    timeout: async (bench) => await bench.run(...args, ...here, ...SHORT),
  };
}

/** The ends of every command with `--json`. */
export const ENDS: Record<string, Ends> = {
  send: server("listening", ["send", "--plain", "--keep", "source/tree"], {
    async success(bench) {
      const into = ["--plain", "--yes", "--once", "--into", "inbox"];
      const receiver = await bench.run("receive", ...into, ...here);
      const to = ["--to", `127.0.0.1:${await receiver.port()}`];
      return await bench.run("send", "--plain", ...to, "source/tree");
    },
    failure: (bench) => bench.run("send", "--plain", "--to", closed(), "missing"),
  }),
  receive: server("listening", ["receive", "--plain", "--yes", "--into", "inbox"], {
    success: (bench) => bench.run("receive", "--list-partial", "inbox"),
    failure: (bench) => bench.run("receive", "--plain", "--from", closed(), "--retry", "0"),
  }),
  share: server("serving", ["share", "source/tree"], {
    success: (bench) => bench.run("share", ...here, "--expire", "100ms", "source/tree"),
    failure: (bench) => bench.run("share", "missing"),
  }),
  drop: server("serving", ["drop", "inbox"], {
    async success(bench) {
      const program = await bench.ready("serving", "drop", "--once", "inbox", ...here);
      const [url] = JSON.parse(program.out.split("\n", 1)[0]!).urls;
      await (await fetch(`${url}file`, { method: "PUT", body: "content" })).body?.cancel();
      return program;
    },
    failure: (bench) => bench.run("drop", "/"),
  }),
  peers: {
    success: onLinux((bench) => bench.run("peers", ...lo)),
    failure: (bench) => bench.run("peers", "--interface", "missing"),
    interrupted: onLinux(async (bench) => hasSocket(await bench.run("peers", ...lo))),
    timeout: "has no --timeout",
  },
  doctor: {
    success: "depends on the networks of this machine",
    failure: (bench) => bench.run("doctor", "--interface", "missing"),
    interrupted: onLinux(async (bench) => hasSocket(await bench.run("doctor", ...lo))),
    timeout: "has no --timeout",
  },
  serve: server("listening", ["serve", "echo"], {
    success: onLinux((bench) =>
      bench.run("serve", "exec", "--allow", "uname", "--dry-run", "uname")
    ),
    failure: (bench) => bench.run("serve", "files", "missing"),
  }),
  echo: client(["echo"], ["echo", "hello"]),
  time: client(["time"], ["time", "hello"]),
  chat: client(["chat"], ["chat"]),
  get: client(["files", "source/tree"], ["get", "a", "--into", "inbox"]),
  gopher: client(["gopher", "source/tree"], ["gopher"]),
  connect: {
    success: async (bench) => bench.run("connect", "--probe", await bench.service("echo")),
    failure: (bench) => bench.run("connect", "--probe", closed()),
    // The first port is reached long before the last.
    interrupted: async (bench) =>
      bench.reached(await bench.run("connect", "--probe", `${bench.silent()},1-65535`)),
    timeout: (bench) => bench.run(...PROBED, "--timeout", "1ms"),
  },
  relay: {
    async success(bench) {
      const target = await bench.service("echo");
      const program = await bench.ready("listening", "relay", "--once", HERE, target);
      await bench.run("echo", `127.0.0.1:${await program.port()}`, "hello");
      return program;
    },
    async failure(bench) {
      const program = await bench.ready("listening", "relay", "--once", HERE, closed());
      await bench.run("echo", `127.0.0.1:${await program.port()}`, "hello");
      return program;
    },
    interrupted: (bench) => bench.ready("listening", "relay", HERE, closed()),
    timeout: (bench) => bench.run("relay", HERE, closed(), ...SHORT),
  },
  lookup: {
    success: (bench) => bench.run("lookup", "localhost"),
    failure: (bench) => bench.run("lookup", "nothing/tcp"),
    interrupted: "answers at once",
    timeout: "answers at once",
  },
  exec: {
    success: onLinux(async (bench) => await exec(bench, await bench.execServer(), "status", "0")),
    failure: onLinux(async (bench) => await exec(bench, await bench.execServer(), "status", "3")),
    interrupted: onLinux(async (bench) => bench.reached(await exec(bench, bench.silent(), "cat"))),
    timeout: "has a --timeout of its own, for the remote command",
  },
};

const exec = (bench: Bench, place: string, ...words: string[]) =>
  bench.run("exec", place, "--insecure-loopback", ...words);
