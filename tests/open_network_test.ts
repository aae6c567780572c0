/**
 * The program as users of an open network run it: a fresh copy of the project without its stand-ins,
 * whose `@std` comes from a registry and so falls under the runtime's rules for remote modules. The
 * other tests may run with the stand-ins, which do not meet those rules.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Ended, type Program, startCommand } from "./support/program.ts";
import { type Registry, startRegistry } from "./support/registry.ts";

const PROJECT = fileURLToPath(new URL("..", import.meta.url));
const isLinux = Deno.build.os === "linux";
/** What the copy is made of. */
const PARTS = ["main.ts", "deno.json", "deno.lock", ".dvmrc", "commands", "lib", "scripts"];
const CONTRACTS = ["std_contract_test.ts", "std_assert_contract_test.ts"];

interface Copy extends AsyncDisposable {
  /** The folder of the copy. */
  root: string;
  /** A folder for everything else. */
  aside: string;
  /** The registry that it uses; several programs at once may. */
  registry: Registry;
  /** Starts a program in the copy, by its path there or by its name. */
  start(program: string, ...args: string[]): Program;
  /** Runs one to its end. */
  run(program: string, ...args: string[]): Promise<Ended>;
}

async function copyOfProject(): Promise<Copy> {
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
  // The packages of npm are those that are here already; nothing else is.
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
async function share({ root, start }: Copy, program = "scripts/sluice"): Promise<void> {
  await using server = start(program, "share", join(root, "deno.json"), "--listen", "127.0.0.1:0");
  const [url] = await server.waitFor(/http:\/\/\S+/);
  const page = await fetch(url);
  assertEquals(page.status, 200);
  assertMatch(await page.text(), /deno\.json/);
}

/** Sends a file by a code; how the receiver ended. */
async function transfer(
  { root, aside, start, run }: Copy,
  into: string,
  program = "scripts/sluice",
): Promise<Ended> {
  await using sender = start(
    program,
    ...["send", join(root, "deno.json"), "--listen", "127.0.0.1:0"],
  );
  const [, address] = await sender.waitFor(/listening on tcp:\/\/(\S+)/);
  const [, code] = await sender.waitFor(/code: (\S+)/);
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

Deno.test({
  name: isLinux
    ? "from source with @std from a registry, the program does its jobs"
    : "from source with @std from a registry, the program does its jobs (ignored: needs Linux)",
  ignore: !isLinux,
  async fn(t) {
    await using project = await copyOfProject();
    const { registry, start, run, root, aside } = project;

    await t.step("the demo", async () => {
      const { code, out, err } = await run("deno", "task", "demo");
      assertEquals(code, 0, out + err);
      assertMatch(out, /compared byte by byte: they are the same/);
      assert(registry.requests.includes("/@std/cli/meta.json"), "@std came from the registry");
    });

    await t.step("a transfer by code", async () => void await transfer(project, "received"));

    await t.step("serve exec, and exec", async () => {
      const asRoot = Deno.uid() === 0 ? ["--as-root"] : [];
      await using server = start(
        "scripts/sluice-run",
        ...["serve", "exec", "--allow", "uname", "--insecure-loopback", "--listen"],
        ...["127.0.0.1:0", ...asRoot],
      );
      const [, address] = await server.waitFor(/listening on tcp:\/\/(\S+)/);
      const words = ["exec", address!, "--insecure-loopback", "--", "uname"];
      const { code, out, err } = await run("scripts/sluice", ...words);
      assertEquals([code, out], [0, "Linux\n"], err);
    });

    await t.step("share", () => share(project));

    await t.step("a service that reads a folder, and its client", async () => {
      const words = ["serve", "files", join(root, "lib"), "--listen", "127.0.0.1:0"];
      await using server = start("scripts/sluice", ...words);
      const [, address] = await server.waitFor(/listening on tcp:\/\/(\S+)/);
      const { code, err } = await run("scripts/sluice", "get", address!, "mod.ts", "--into", aside);
      assertEquals(code, 0, err);
    });

    await t.step("the contract tests", async () => {
      const paths = CONTRACTS.map((name) => `tests/${name}`);
      const { code, out, err } = await run("deno", "task", "test", "--no-check", ...paths);
      assertEquals(code, 0, out + err);
      assertMatch(out, /@std: the packages from JSR/);
      assertMatch(out, /the real packages: parseArgs/);
    });

    await t.step("the command, installed by the line in README.md", async () => {
      const readme = await Deno.readTextFile(join(PROJECT, "README.md"));
      const [, line] = /^deno install (-g .*)$/m.exec(readme) ?? [];
      const words = ["install", "--root", join(aside, "installed"), ...line!.split(" ")];
      const { code, err } = await run("deno", ...words);
      assertEquals(code, 0, err);
      const program = join(aside, "installed", "bin", "sluice");
      await transfer(project, "received by the installed command", program);
      await share(project, program);
    });

    await t.step("the package as it would be published", async () => {
      const { code, err } = await run("deno", "publish", "--dry-run", "--allow-dirty");
      assertEquals([code, /warning/i.test(err)], [0, false], err);
    });

    await t.step("a later run needs no registry", async () => {
      const before = registry.requests.length;
      await transfer(project, "received again");
      assertEquals(registry.requests.slice(before), []);
    });
  },
});
