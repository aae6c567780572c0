/**
 * The program as users of an open network have it: a fresh copy of the project without its
 * stand-ins, whose `@std` comes from a registry and so is subject to the runtime's rules for remote
 * modules. The other tests may run with the stand-ins, which are not subject to these rules.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Ended, type Program, startCommand } from "../support/program.ts";
import { type Registry, startRegistry } from "../support/registry.ts";

/** The project's folder. */
export const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
/** The files of the copy. */
const PARTS = [
  "main.ts",
  "deno.json",
  "deno.lock",
  ".dvmrc",
  "commands",
  "lib",
  "scripts",
];
/** The tests of the copy. */
export const CONTRACTS = ["std_contract_test.ts", "std_assert_contract_test.ts"];

/** A copy of the project. `await using` removes it. */
export interface ProjectCopy extends AsyncDisposable {
  /** The folder of the copy. */
  root: string;
  /** A folder for all other files. */
  aside: string;
  /** The registry that it uses; several programs may use it at once. */
  registry: Registry;
  /** Starts a program in the copy, by its path there or by its name. */
  start(program: string, ...args: string[]): Program;
  /** Runs a program to its end. */
  run(program: string, ...args: string[]): Promise<Ended>;
}

/** Copies the project, and starts a registry for the copy. */
export async function copyOfProject(): Promise<ProjectCopy> {
  const aside = await Deno.realPath(await Deno.makeTempDir({ prefix: "sluice-open-" }));
  const [root, cache] = [join(aside, "project"), join(aside, "cache")];
  await Deno.mkdir(root);
  for (const part of PARTS) await copy(join(PROJECT, part), join(root, part));
  await dropRegistryPins(join(root, "deno.lock"));
  await Deno.remove(join(root, "scripts", "closed_network", "std"), { recursive: true });
  await Deno.mkdir(join(root, "tests"));
  for (const name of ["deno.lock", ...CONTRACTS]) {
    await Deno.copyFile(join(PROJECT, "tests", name), join(root, "tests", name));
  }
  await dropRegistryPins(join(root, "tests", "deno.lock"));
  // npm packages come from this machine's cache only.
  await Deno.mkdir(cache);
  await Deno.symlink(join(await denoDir(), "npm"), join(cache, "npm"));
  const registry = startRegistry();
  const env = {
    JSR_URL: registry.url,
    DENO_DIR: cache,
    NO_PROXY: "*",
    NO_COLOR: "1",
    PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}`,
  };
  const start = (program: string, ...args: string[]) => {
    const path = program.includes("/") ? resolve(root, program) : program;
    return startCommand([path, ...args], { cwd: root, env });
  };
  return {
    root,
    aside,
    registry,
    start,
    async run(program, ...args) {
      await using running = start(program, ...args);
      return await running.ended;
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await Deno.remove(aside, { recursive: true });
    },
  };
}

async function copy(from: string, to: string): Promise<void> {
  if (!(await Deno.stat(from)).isDirectory) return await Deno.copyFile(from, to);
  await Deno.mkdir(to, { recursive: true });
  for await (const { name } of Deno.readDir(from)) await copy(join(from, name), join(to, name));
}

/** The stand-ins have other checksums than the packages that a lock file may pin. */
async function dropRegistryPins(path: string): Promise<void> {
  const { jsr: _, specifiers, ...lock } = JSON.parse(await Deno.readTextFile(path));
  const kept = Object.entries(specifiers).filter(([name]) => !name.startsWith("jsr:"));
  await Deno.writeTextFile(path, JSON.stringify({ ...lock, specifiers: Object.fromEntries(kept) }));
}

async function denoDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

/** Fetches the page of a shared file. */
export async function share(
  { root, start }: ProjectCopy,
  program = "scripts/sluice",
): Promise<void> {
  await using server = start(program, "share", join(root, "deno.json"), "--listen", "127.0.0.1:0");
  const [url] = await server.waitFor(/http:\/\/\S+/);
  const page = await fetch(url);
  assertEquals(page.status, 200);
  assertMatch(await page.text(), /deno\.json/);
}

/** Sends a file by a code; returns how the receiver ended. */
export async function transfer(
  { root, aside, start, run }: ProjectCopy,
  into: string,
  program = "scripts/sluice",
): Promise<Ended> {
  await using sender = start(
    program,
    ...["send", join(root, "deno.json"), "--listen", "127.0.0.1:0"],
  );
  const [, address] = await sender.waitFor(/Listening on tcp:\/\/(\S+)/);
  const [, code] = await sender.waitFor(/run: sluice receive (\S+)/);
  const received = await run(
    program,
    ...["receive", code!, "--from", address!, "--into", join(aside, into), "--yes"],
  );
  assertEquals([(await sender.ended).code, received.code], [0, 0], received.err);
  assertEquals(
    await Deno.readTextFile(join(aside, into, "deno.json")),
    await Deno.readTextFile(join(root, "deno.json")),
  );
  return received;
}
