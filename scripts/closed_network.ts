/**
 * Decides which configuration is in force: `deno.open.json`, or, where the `jsr:` packages that
 * `deno.json` imports are out of reach, `deno.closed.json`, which links those imports to the stand-ins in
 * `closed_network/std/`. The sources say `@std/…` either way.
 *
 * Both are `deno.json` with a lock file of their own, `.local/deno.lock`: Deno adds to a lock file what
 * it finds, the packages of JSR or the links, and a run must not change what is in git.
 *
 * The network is tried once. The result is the configuration itself, which git ignores; it is valid until
 * `deno.json` or `deno.lock` is newer. `scripts/sluice` looks for the same two files, so change it
 * together with {@link remembered}.
 *
 * As a program it prints the path of the configuration in force; `--again` tries the network again, for
 * a machine that has moved to another one. It imports nothing that would itself need a configuration, and
 * nothing newer than Deno 2.4.
 *
 * @module
 */

/** Milliseconds: enough for a slow network, and an end for one that drops every packet. */
const PROBE_TIME_LIMIT = 15_000;

/** The stand-ins, by the folder under `closed_network/std/` and the name after `@std/`. */
const STAND_INS = ["assert", "cli", "crypto", "fmt", "streams"] as const;

/** Where Deno looks for certificates: some networks bring their own authority. */
const TLS_CA_STORE = "mozilla,system";

/** The two configurations. */
const OPEN = "deno.open.json";
const CLOSED = "deno.closed.json";

/** The program's modules: the main one, and those that following imports does not find. */
const PROGRAM = [
  "main.ts",
  "commands/sandbox/worker.ts",
  "commands/serve/exec/runner_worker.ts",
  "scripts/closed_network/probe.ts",
];

/** Options for {@link configInForce}. */
export interface ConfigInForceOptions {
  /** The folder of `deno.json`. @default {the one above this script} */
  root?: string;
  /** Tries the network even if a result is stored. @default {false} */
  again?: boolean;
  /** Milliseconds after which a silent network counts as closed. @default {15000} */
  timeLimit?: number;
  /** Extra environment for the child that tries the network. @default {none} */
  env?: Record<string, string>;
}

/**
 * The absolute path of the configuration in force, for `--config`. Decides if no decision is
 * stored.
 *
 * @throws {Deno.errors.NotFound} if there is no `deno.json`.
 * @throws {Error} if the project's folder is not writable.
 */
export async function configInForce(options: ConfigInForceOptions = {}): Promise<string> {
  const root = options.root ?? projectRoot();
  const known = options.again ? undefined : await remembered(root);
  if (known !== undefined) return known;
  const isOpen = await canFetchPackages(root, options);
  try {
    await remember(root, isOpen);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new Error(
      `cannot write in ${root}: ${text}; run scripts/sluice --version once as the owner of that folder`,
      { cause: error },
    );
  }
  const config = `${root}/${isOpen ? OPEN : CLOSED}`;
  await completeLock(root, config, options);
  return config;
}

/**
 * The environment that a child with network access needs in addition: the caller's choice of
 * certificate store, if any, is kept.
 */
export function childEnvironment(): Record<string, string> {
  return { DENO_TLS_CA_STORE: Deno.env.get("DENO_TLS_CA_STORE") ?? TLS_CA_STORE };
}

function projectRoot(): string {
  return import.meta.dirname!.replace(/[\\/][^\\/]+$/, "");
}

/** The stored configuration, unless its sources have changed since. */
async function remembered(root: string): Promise<string | undefined> {
  const changed = Math.max(
    await modified(`${root}/deno.json`) ?? 0,
    await modified(`${root}/deno.lock`) ?? 0,
  );
  for (const name of [CLOSED, OPEN]) {
    const made = await modified(`${root}/${name}`);
    if (made !== undefined && made >= changed) return `${root}/${name}`;
  }
}

/** Milliseconds since 1970 of a file's last change; undefined: there is no such file. */
export async function modified(path: string): Promise<number | undefined> {
  try {
    return (await Deno.stat(path)).mtime?.getTime();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * Asks Deno to cache one module that imports every `jsr:` package: only Deno knows the registry,
 * proxy and certificates in use, and cached packages need no network the next time.
 */
function canFetchPackages(root: string, options: ConfigInForceOptions): Promise<boolean> {
  const probe = `${root}/scripts/closed_network/probe.ts`;
  return cache(["--no-lock", `--config=${root}/deno.json`, probe], options);
}

/**
 * Makes Deno write into the lock file everything that a later run would: later runs then write
 * nothing, and the folder may be read-only. A package that cannot be fetched now is fetched by the
 * run that needs it.
 */
async function completeLock(
  root: string,
  config: string,
  options: ConfigInForceOptions,
): Promise<void> {
  const modules = PROGRAM.map((module) => `${root}/${module}`);
  await cache([`--config=${config}`, ...modules], options);
}

async function cache(
  args: string[],
  { env, timeLimit = PROBE_TIME_LIMIT }: ConfigInForceOptions,
): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["cache", "--quiet", ...args],
    env: { ...childEnvironment(), ...env },
    signal: AbortSignal.timeout(timeLimit),
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  return (await child.output()).success;
}

async function remember(root: string, isOpen: boolean): Promise<void> {
  await Deno.mkdir(`${root}/.local`, { recursive: true });
  if (await modified(`${root}/deno.lock`) === undefined) {
    await removeIfPresent(`${root}/.local/deno.lock`);
  } else {
    await replaceFile(root, ".local/deno.lock", await Deno.readTextFile(`${root}/deno.lock`));
  }
  const config = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  config.lock = "./.local/deno.lock";
  if (!isOpen) config.links = STAND_INS.map((name) => `./scripts/closed_network/std/${name}`);
  await replaceFile(root, isOpen ? OPEN : CLOSED, JSON.stringify(config, null, 2) + "\n");
  await removeIfPresent(`${root}/${isOpen ? CLOSED : OPEN}`);
}

/**
 * Writes a new file and renames it, because another process may be reading, or deciding, at the
 * same time. The name of the new file is random: one process may decide several times concurrently,
 * and processes in different containers that share the folder may have the same id.
 */
export async function replaceFile(root: string, name: string, text: string): Promise<void> {
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
  try {
    console.log(await configInForce({ again: Deno.args.includes("--again") }));
  } catch (error) {
    console.error(`sluice: ${error instanceof Error ? error.message : error}`);
    Deno.exit(73);
  }
}
