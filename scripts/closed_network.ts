/**
 * Decides which configuration is in force: `deno.json`, or, where the `jsr:` packages it imports
 * cannot be had, `deno.closed.json`, which links those imports to the stand-ins in
 * `closed_network/std/`. The sources say `@std/…` either way.
 *
 * The question is asked once. The answer is remembered by a file that git ignores: `deno.closed.json`
 * itself, newer than `deno.json` and `deno.lock`, or the stamp `.local/open`, newer than `deno.json`.
 * `scripts/sluice` reads the same two files, so change it together with {@link remembered}.
 *
 * As a program it prints the path of the configuration in force; `--again` asks anew, for somebody
 * who has moved to another network. It imports nothing that would itself need a configuration, and
 * nothing newer than Deno 2.4.
 *
 * @module
 */

/** Long enough for a slow network, short enough for one that swallows every packet. */
const PROBE_TIME_LIMIT = 15_000;

/** The stand-ins, by the folder under `closed_network/std/` and the name after `@std/`. */
const STAND_INS = ["assert", "cli", "crypto", "fmt", "streams"] as const;

/** Where Deno looks for certificates: some networks bring their own authority. */
const TLS_CA_STORE = "mozilla,system";

/** Options for {@link configInForce}. */
export interface ConfigInForceOptions {
  /** The folder of `deno.json`. Default: the one above this script. */
  root?: string;
  /** Ask the network even if an answer is remembered. Default: false. */
  again?: boolean;
  /** Milliseconds after which a silent network counts as closed. Default: 15000. */
  timeLimit?: number;
  /** Extra environment for the child that asks the network. Default: none. */
  env?: Record<string, string>;
}

/**
 * The absolute path of the configuration in force, for `--config`. Decides, and remembers, if
 * nobody has decided yet.
 *
 * @throws {Deno.errors.NotFound} where there is no `deno.json`.
 */
export async function configInForce(options: ConfigInForceOptions = {}): Promise<string> {
  const root = options.root ?? projectRoot();
  const known = options.again ? undefined : await remembered(root);
  if (known !== undefined) return known;
  const open = await canFetchPackages(root, options);
  return open ? await rememberOpen(root) : await rememberClosed(root);
}

/**
 * What a child that may reach the network needs in its environment beyond what it inherits: the
 * caller's own choice of certificate store is kept.
 */
export function childEnvironment(): Record<string, string> {
  return { DENO_TLS_CA_STORE: Deno.env.get("DENO_TLS_CA_STORE") ?? TLS_CA_STORE };
}

function projectRoot(): string {
  return import.meta.dirname!.replace(/[\\/][^\\/]+$/, "");
}

/** The remembered configuration, unless what it was made of has changed since. */
async function remembered(root: string): Promise<string | undefined> {
  const changed = await modified(`${root}/deno.json`) ?? 0;
  // On an open network Deno itself adds to the lock file, which changes nothing here.
  const copied = Math.max(changed, await modified(`${root}/deno.lock`) ?? 0);
  const closed = await modified(`${root}/deno.closed.json`);
  if (closed !== undefined && closed >= copied) return `${root}/deno.closed.json`;
  const open = await modified(`${root}/.local/open`);
  if (open !== undefined && open >= changed) return `${root}/deno.json`;
}

async function modified(path: string): Promise<number | undefined> {
  try {
    return (await Deno.stat(path)).mtime?.getTime();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * Asks Deno to cache one module that imports every `jsr:` package: only Deno knows which registry,
 * proxy and certificates are meant, and what it fetched once answers the next time without a network.
 */
async function canFetchPackages(root: string, options: ConfigInForceOptions): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "cache",
      "--quiet",
      "--no-lock",
      `--config=${root}/deno.json`,
      `${root}/scripts/closed_network/probe.ts`,
    ],
    env: { ...childEnvironment(), ...options.env },
    signal: AbortSignal.timeout(options.timeLimit ?? PROBE_TIME_LIMIT),
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  return (await child.output()).success;
}

async function rememberOpen(root: string): Promise<string> {
  await Deno.mkdir(`${root}/.local`, { recursive: true });
  await replaceFile(root, ".local/open", "");
  await removeIfPresent(`${root}/deno.closed.json`);
  return `${root}/deno.json`;
}

/**
 * The lock file of a closed network is a copy: links are part of what Deno writes into a lock file,
 * and the one in git must stay as it is. The npm packages in it stay pinned.
 */
async function rememberClosed(root: string): Promise<string> {
  await Deno.mkdir(`${root}/.local`, { recursive: true });
  await removeIfPresent(`${root}/.local/open`);
  if (await modified(`${root}/deno.lock`) === undefined) {
    await removeIfPresent(`${root}/.local/deno.lock`);
  } else {
    await replaceFile(root, ".local/deno.lock", await Deno.readTextFile(`${root}/deno.lock`));
  }
  const config = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  config.links = STAND_INS.map((name) => `./scripts/closed_network/std/${name}`);
  config.lock = "./.local/deno.lock";
  await replaceFile(root, "deno.closed.json", JSON.stringify(config, null, 2) + "\n");
  return `${root}/deno.closed.json`;
}

/**
 * Writes aside and renames: another process may be reading, or deciding, just now. The name aside is
 * random, because one process may decide several times at once, and processes in different containers
 * that share the folder may have the same id.
 */
async function replaceFile(root: string, name: string, text: string): Promise<void> {
  const part = `${root}/.local/${crypto.randomUUID()}.part`;
  try {
    await Deno.writeTextFile(part, text);
    await Deno.rename(part, `${root}/${name}`);
  } catch (error) {
    await removeIfPresent(part);
    throw error;
  }
}

async function removeIfPresent(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

if (import.meta.main) {
  console.log(await configInForce({ again: Deno.args.includes("--again") }));
}
