/**
 * The decision between the real `@std` packages and the stand-ins, in a copy of the files it reads.
 * The registry is a local one on loopback, so both results can be tested on any network.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { configInForce } from "../scripts/closed_network.ts";
import { refusingRegistry, startRegistry } from "./support/registry.ts";

const PROJECT = new URL("..", import.meta.url);
const STAND_INS = new URL("scripts/closed_network/std/", PROJECT);

interface Copy extends AsyncDisposable {
  root: string;
  /** Asks for the configuration in force, with an empty cache and this registry. */
  decide(registry: string, more?: { again?: boolean; timeLimit?: number }): Promise<string>;
  read(name: string): Promise<string>;
  has(name: string): Promise<boolean>;
  /** Sets a file's time to a minute from now, as an edit after the decision would. */
  touch(name: string): Promise<void>;
}

async function copyOfProject(): Promise<Copy> {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "sluice-closed-" }));
  const cache = await Deno.makeTempDir({ prefix: "sluice-cache-" });
  await Deno.mkdir(`${root}/scripts/closed_network`, { recursive: true });
  for (const name of ["deno.json", "scripts/closed_network/probe.ts"]) {
    await Deno.copyFile(new URL(name, PROJECT), `${root}/${name}`);
  }
  await copyFolder(STAND_INS, `${root}/scripts/closed_network/std`);
  return {
    root,
    decide: (url, more) =>
      configInForce({ root, env: { JSR_URL: url, DENO_DIR: cache, NO_PROXY: "*" }, ...more }),
    read: (name) => Deno.readTextFile(`${root}/${name}`),
    has: (name) => Deno.stat(`${root}/${name}`).then(() => true, () => false),
    touch: (name) => {
      const soon = new Date(Date.now() + 60_000);
      return Deno.utime(`${root}/${name}`, soon, soon);
    },
    [Symbol.asyncDispose]: async () => {
      await Deno.remove(root, { recursive: true });
      await Deno.remove(cache, { recursive: true });
    },
  };
}

async function copyFolder(from: URL, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(new URL(`${name}/`, from), `${to}/${name}`);
    else await Deno.copyFile(new URL(name, from), `${to}/${name}`);
  }
}

Deno.test("a registry that refuses connections selects the stand-ins", async () => {
  await using copy = await copyOfProject();
  const config = await copy.decide(refusingRegistry());
  assertEquals(config, `${copy.root}/deno.closed.json`);

  const { links, lock, ...rest } = JSON.parse(await copy.read("deno.closed.json"));
  assertEquals(rest, JSON.parse(await copy.read("deno.json")), "all else is as in deno.json");
  assertEquals(links.length, 5);
  for (const link of links) assert(await copy.has(`${link}/deno.json`), link);
  assertStringIncludes(lock, ".local/");
});

Deno.test("the unchanged imports run on the stand-ins without a network", async () => {
  await using copy = await copyOfProject();
  const url = refusingRegistry();
  const config = await copy.decide(url);
  await Deno.writeTextFile(
    `${copy.root}/main.ts`,
    `import "./scripts/closed_network/probe.ts";\nconsole.log(import.meta.resolve("@std/assert"));`,
  );
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", `--config=${config}`, `${copy.root}/main.ts`],
    env: { JSR_URL: url, NO_COLOR: "1" },
    stderr: "inherit",
  }).output();
  assert(success);
  assertStringIncludes(new TextDecoder().decode(stdout), "/scripts/closed_network/std/assert/");
});

Deno.test("a registry that answers selects deno.open.json", async () => {
  await using copy = await copyOfProject();
  await using jsr = startRegistry();
  await copy.decide(refusingRegistry());
  assertEquals(await copy.decide(jsr.url, { again: true }), `${copy.root}/deno.open.json`);
  assert(!await copy.has("deno.closed.json"), "the earlier answer is gone");
  assert(await copy.has("deno.open.json"));
});

Deno.test("remembers a decision: the next start makes no request", async () => {
  await using copy = await copyOfProject();
  await using jsr = startRegistry();
  const closed = await copy.decide(refusingRegistry());
  assertEquals(await copy.decide(jsr.url), closed);
  assertEquals(jsr.requests, []);

  const open = await copy.decide(jsr.url, { again: true });
  assertEquals(await copy.decide(refusingRegistry()), open);
});

Deno.test("decides several times concurrently in one process", async () => {
  await using copy = await copyOfProject();
  await using jsr = startRegistry();
  await Deno.writeTextFile(`${copy.root}/deno.lock`, '{"version":"5","specifiers":{}}\n');
  const decisions = (url: string) =>
    Promise.all(Array.from({ length: 8 }, () => copy.decide(url, { again: true })));
  const config = `${copy.root}/deno.closed.json`;
  assertEquals(new Set(await decisions(refusingRegistry())), new Set([config]));
  assertEquals(JSON.parse(await copy.read("deno.closed.json")).lock, "./.local/deno.lock");
  assertEquals(new Set(await decisions(jsr.url)), new Set([`${copy.root}/deno.open.json`]));
  for await (const { name } of Deno.readDir(`${copy.root}/.local`)) {
    assert(!name.endsWith(".part"), `${name} is left behind`);
  }
});

Deno.test("decides again after an edit of deno.json", async () => {
  await using copy = await copyOfProject();
  const url = refusingRegistry();
  await copy.decide(url);
  const edited = { ...JSON.parse(await copy.read("deno.json")), version: "9.9.9" };
  await Deno.writeTextFile(`${copy.root}/deno.json`, JSON.stringify(edited));
  await copy.touch("deno.json");
  await copy.decide(url);
  assertEquals(JSON.parse(await copy.read("deno.closed.json")).version, "9.9.9");

  await using jsr = startRegistry();
  await copy.touch("deno.json");
  assertEquals(await copy.decide(jsr.url), `${copy.root}/deno.open.json`);
});

Deno.test("a closed network works on a copy of the lock file, renewed with it", async () => {
  await using copy = await copyOfProject();
  const url = refusingRegistry();
  const lock = '{"version":"5","specifiers":{}}\n';
  await Deno.writeTextFile(`${copy.root}/deno.lock`, lock);
  await copy.decide(url);
  assertEquals(await copy.read(".local/deno.lock"), lock);

  await Deno.writeTextFile(`${copy.root}/deno.lock`, lock.replace("5", "4"));
  await copy.touch("deno.lock");
  await copy.decide(url);
  assertEquals(await copy.read(".local/deno.lock"), lock.replace("5", "4"));
});

Deno.test("a network that never answers counts as closed after the time limit", async () => {
  await using copy = await copyOfProject();
  // The system accepts the connection, and no answer follows.
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${(silent.addr as Deno.NetAddr).port}/`;
  const start = performance.now();
  const config = await copy.decide(url, { timeLimit: 300 });
  assertEquals(config, `${copy.root}/deno.closed.json`);
  const elapsed = performance.now() - start;
  assert(elapsed < 5_000, `${elapsed} ms`);
});

Deno.test("rejects a folder that is not writable, and says what to do", async () => {
  await using copy = await copyOfProject();
  await Deno.writeTextFile(`${copy.root}/.local`, "in the way");
  const error = await assertRejects(() => copy.decide(refusingRegistry()), Error);
  assertStringIncludes(error.message, `cannot write in ${copy.root}: `);
  assertStringIncludes(error.message, "once as the owner of that folder");
});

Deno.test("git ignores every file that a decision writes", async () => {
  await using copy = await copyOfProject();
  await Deno.copyFile(new URL(".gitignore", PROJECT), `${copy.root}/.gitignore`);
  const git = async (...args: string[]) => {
    const { stdout } = await new Deno.Command("git", { args, cwd: copy.root }).output();
    return new TextDecoder().decode(stdout);
  };
  await git("init", "--quiet");
  await git("add", "--all");
  await copy.decide(refusingRegistry());
  assertEquals(await git("ls-files", "--others", "--exclude-standard"), "");
});
