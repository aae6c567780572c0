/**
 * `deno task compile [--all]`: builds the two executables for this machine, or for every target, in
 * `dist/`. Executables for this machine are tested: each prints its version and sends a file to
 * itself.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onlyArguments } from "./arguments.ts";
import { bundleProgram, oneLine } from "./bundle_program.ts";
import { type Edition, permissionFlags } from "./permissions.ts";
import { sha256 } from "./release/sha256.ts";
import { builtName, EDITIONS, type Target, TARGETS } from "./targets.ts";

const LISTENING = /Listening on tcp:\S+:(\d+)\n/;

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");

/** Builds one executable of the bundle; returns its path. */
async function build(
  bundle: string,
  name: string,
  edition: Edition,
  target?: Target,
): Promise<string> {
  const suffix = Deno.build.os === "windows" ? ".exe" : "";
  const file = target === undefined ? name + suffix : builtName(name, target);
  // Built in a separate folder, so that a failed build does not remove the last good one.
  const output = join(dist, "new", file);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    cwd: root,
    args: [
      "compile",
      "--quiet",
      "--no-check",
      "--no-config",
      "--no-lock",
      "--unstable-net",
      "--unstable-worker-options",
      // The code cache would have a predictable name in a folder that every user can write to.
      "--no-code-cache",
      ...await permissionFlags(edition),
      // A Worker's module is not found by following imports.
      `--include=${dirname(bundle)}`,
      ...target === undefined ? [] : [`--target=${target.triple}`],
      `--output=${output}`,
      bundle,
    ],
    stdin: "null",
  }).output();
  if (!success) {
    const what = target === undefined ? name : `${name} for ${target.triple}`;
    throw new Error(`cannot build ${what}: ${explain(new TextDecoder().decode(stderr))}`);
  }
  await Deno.rename(output, join(dist, file));
  return join(dist, file);
}

/** The message of `deno compile`, or what to do if the runtime to embed is missing. */
export function explain(stderr: string): string {
  const url = /https:\/\/\S+\/denort-\S+\.zip/.exec(stderr)?.[0];
  if (url === undefined) return oneLine(stderr);
  return `the runtime that it embeds cannot be downloaded from ${url}; allow that host, or set \
DENORT_BIN to the path of a denort ${Deno.version.deno} for this machine`;
}

/**
 * Sends a file from the executable to itself, which tests that the Worker, the modules loaded on
 * demand and the version in deno.json are inside.
 *
 * @throws {Error} if that fails.
 */
async function tryOut(executable: string): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "sluice-compile-" });
  const sluice = (...args: string[]) =>
    new Deno.Command(executable, { args, cwd: folder, stdin: "null" }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const fail = (what: string, { code, stderr }: Deno.CommandOutput) => {
    throw new Error(`${executable}: ${what} ended with ${code}: ${text(stderr)}`);
  };
  try {
    const version = await sluice("--version");
    if (!version.success) fail("--version", version);
    await Deno.writeTextFile(join(folder, "x"), "hello\n");
    const receiver = new Deno.Command(executable, {
      args: ["receive", "--plain", "--listen", "127.0.0.1:0", "--into", "in", "--yes", "--once"],
      cwd: folder,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    let said = "";
    for await (const words of receiver.stderr.pipeThrough(new TextDecoderStream())) {
      const started = LISTENING.test(said);
      said += words;
      const port = LISTENING.exec(said)?.[1];
      if (port === undefined || started) continue;
      const sent = await sluice("send", "x", "--plain", "--to", `127.0.0.1:${port}`);
      if (!sent.success) {
        receiver.kill();
        fail("send", sent);
      }
    }
    const { success } = await receiver.status;
    const arrived = success ? await Deno.readTextFile(join(folder, "in", "x")) : said;
    if (arrived !== "hello\n") throw new Error(`${executable}: receive: ${arrived}`);
    console.log(`tried: ${text(version.stdout).trim()}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Tests that the plain edition rejects the remote command, and that the other edition runs it.
 *
 * @throws {Error} if that fails.
 */
async function tryRemote(executable: string, edition: Edition): Promise<void> {
  const asRoot = Deno.build.os !== "windows" && Deno.uid() === 0 ? ["--as-root"] : [];
  const serve = ["serve", "exec", "--allow", "true", "--insecure-loopback", ...asRoot];
  const server = new Deno.Command(executable, {
    args: [...serve, "--listen", "127.0.0.1:0"],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const codes: number[] = [];
  let said = "";
  for await (const words of server.stderr.pipeThrough(new TextDecoderStream())) {
    said += words;
    const port = LISTENING.exec(said)?.[1];
    if (port === undefined || codes.length > 0) continue;
    for (const command of ["true", "false"]) {
      const args = ["exec", `127.0.0.1:${port}`, "--insecure-loopback", "--", command];
      codes.push((await new Deno.Command(executable, { args, stdin: "null" }).output()).code);
    }
    server.kill("SIGTERM");
  }
  codes.push((await server.status).code);
  const expected = edition === "run" ? "0,126,143" : "77";
  if (codes.join() !== expected) throw new Error(`${executable}: serve exec: ${codes}: ${said}`);
}

async function compile(all: boolean): Promise<void> {
  if (all && Deno.env.has("DENORT_BIN")) {
    throw new Error("$DENORT_BIN is the runtime of one target; --all needs Deno's download host");
  }
  await checkRuntime(Deno.env.get("DENORT_BIN"));
  await Deno.mkdir(join(dist, "new"), { recursive: true });
  // Not in /tmp: the executable contains the folder's path, which stack traces show.
  const folder = join(dist, "bundle");
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  const bundle = await bundleProgram(folder);
  const sums: string[] = [];
  for (const target of all ? TARGETS : [undefined]) {
    for (const [name, edition] of EDITIONS) {
      const path = await build(bundle, name, edition, target);
      console.log(`dist/${basename(path)}`);
      if (target === undefined || target.triple === Deno.build.target) {
        await tryOut(path);
        // `serve exec` exists on POSIX systems only.
        if (Deno.build.os !== "windows") await tryRemote(path, edition);
      }
      sums.push(`${await sha256(path)}  ${basename(path)}\n`);
    }
  }
  await Deno.remove(join(dist, "new"), { recursive: true });
  if (all) await Deno.writeTextFile(join(dist, "SHA256SUMS"), sums.join(""));
}

/** @throws {Error} if the named runtime to embed does not exist. */
async function checkRuntime(path: string | undefined): Promise<void> {
  if (path === undefined) return;
  const info = await Deno.stat(path).catch(() => undefined);
  if (!info?.isFile) {
    throw new Error(`DENORT_BIN is ${JSON.stringify(path)}, where there is no file`);
  }
}

if (import.meta.main) {
  try {
    onlyArguments(Deno.args, "--all");
    await compile(Deno.args.includes("--all"));
  } catch (error) {
    console.error(`compile: ${error instanceof Error ? error.message : error}`);
    Deno.exit(1);
  }
}
