/**
 * Tests sluice between this machine and another system: Windows, Wine, another processor.
 * Everything is sent there and back and compared here, so only a command that runs sluice there is
 * needed.
 *
 *     deno run -A --no-config scripts/with_config.ts scripts/try_windows.ts FOLDER COMMAND [WORD...]
 *
 * FOLDER is a folder on the other system, in its own spelling ('C:\try'), which is filled and not
 * emptied. COMMAND and WORDs run sluice there: `wine sluice.exe`, `ssh laptop sluice.exe`. If the
 * two are not one machine, SLUICE_HERE and SLUICE_THERE name the address at which each is reached
 * by the other. The transfers by code use port 7584, which must be free, and are announced on the
 * network.
 *
 * @module
 */

import { join } from "node:path";
import { commandLine, type Program, startCommand } from "../tests/support/program.ts";

const here = Deno.env.get("SLUICE_HERE") ?? "127.0.0.1";
const there = Deno.env.get("SLUICE_THERE") ?? "127.0.0.1";
/** Ends programs that are left running at the other end of an ssh connection. */
const LIMIT = ["--timeout", "60s"];

type Start = (...args: string[]) => Promise<Program>;

/** Creates the tree that is sent: an empty, a small and a large file, blanks, non-ASCII letters. */
async function makeTree(folder: string): Promise<void> {
  await Deno.mkdir(join(folder, "a folder", "b", "empty"), { recursive: true });
  const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 31) ^ (i >> 8));
  await Deno.writeFile(join(folder, "large"), bytes);
  await Deno.writeTextFile(join(folder, "empty file"), "");
  await Deno.writeTextFile(join(folder, "a folder", "b", "ünï.txt"), "small\n");
}

/**
 * Throws unless both trees are equal, and the files here are usable and not accessible to all
 * users.
 */
function compare(expected: string, found: string): void {
  const names = (folder: string) => Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
  const { isDirectory, mode } = Deno.lstatSync(found);
  const needed = isDirectory ? 0o700 : 0o600;
  if (mode !== null && Deno.build.os !== "windows") {
    const isWrong = (mode & needed) !== needed || (mode & 0o002) !== 0;
    if (isWrong) throw new Error(`${found}: mode ${(mode & 0o777).toString(8)}`);
  }
  if (!isDirectory) {
    const [a, b] = [Deno.readFileSync(expected), Deno.readFileSync(found)];
    if (a.length !== b.length || a.some((byte, i) => byte !== b[i])) {
      throw new Error(`${found}: not what ${expected} is`);
    }
    return;
  }
  const [a, b] = [names(expected), names(found)];
  if (a.join("\n") !== b.join("\n")) throw new Error(`${found}: has ${b}, not ${a}`);
  for (const name of a) compare(join(expected, name), join(found, name));
}

/** Waits for programs to end with status 0. */
async function done(...programs: Program[]): Promise<void> {
  const ended = await Promise.all(programs.map((program) => program.ended));
  const bad = ended.find(({ code }) => code !== 0);
  if (bad !== undefined) throw new Error(`exit code ${bad.code}: ${bad.err}${bad.out}`);
}

const portOf = async (program: Program) => (await program.waitFor(/Listening on \S+:(\d+)/))[1]!;
const codeOf = async (program: Program) => (await program.waitFor(/^code: (\S+)/m))[1]!;

/** The trials in order; later ones send back what the first has stored there. */
function trials(onThis: Start, onThat: Start, dir: string, folder: string) {
  const tree = join(folder, "tree");
  const theirs = `${dir}/tree`;
  const plain = ["--plain", ...LIMIT];
  const into = async (name: string) => {
    const path = join(folder, name);
    await Deno.mkdir(path);
    return path;
  };
  return {
    "send there": async () => {
      const receiver = await onThat(
        ...["receive", "--listen", `${there}:0`, "--into", dir, "--once", "--yes"],
        ...["--if-exists", "overwrite", ...plain],
      );
      const address = `${there}:${await portOf(receiver)}`;
      await done(await onThis("send", tree, "--to", address, ...plain), receiver);
    },
    "send back": async () => {
      const back = await into("back");
      const receiver = await onThis(
        ...["receive", "--listen", `${here}:0`, "--into", back, "--once", "--yes", ...plain],
      );
      const address = `${here}:${await portOf(receiver)}`;
      await done(await onThat("send", theirs, "--to", address, ...plain), receiver);
      compare(tree, join(back, "tree"));
    },
    "send there with a code": async () => {
      const sender = await onThis("send", tree, ...LIMIT);
      const words = ["--from", here, "--into", dir, "--yes", "--if-exists", "overwrite", ...LIMIT];
      await done(await onThat("receive", await codeOf(sender), ...words), sender);
    },
    "send back with a code": async () => {
      const back = await into("back with a code");
      const sender = await onThat("send", theirs, ...LIMIT);
      const words = ["--from", there, "--into", back, "--yes", ...LIMIT];
      await done(await onThis("receive", await codeOf(sender), ...words), sender);
      compare(tree, join(back, "tree"));
    },
    "share there, fetch as tar": async () => {
      const back = await into("fetched");
      const words = ["--listen", `${there}:0`, "--no-token", "--once", ...LIMIT];
      const server = await onThat("share", theirs, ...words);
      const [, url] = await server.waitFor(/(http:\S+)/);
      const tar = join(back, "tree.tar");
      await done(startCommand(["curl", "-sSf", "-o", tar, `${url!.replace(/\/$/, "")}.tar`]));
      await done(startCommand(["tar", "xf", tar, "-C", back]), server);
      compare(tree, join(back, "tree"));
    },
    "echo there": () => echo(onThat, there, onThis),
    "echo here": () => echo(onThis, here, onThat),
  };
}

async function echo(server: Start, host: string, client: Start): Promise<void> {
  await using service = await server("serve", "echo", "--listen", `${host}:0`, ...LIMIT);
  const asking = await client("echo", `${host}:${await portOf(service)}`, "grüße", ...LIMIT);
  await done(asking);
  if (asking.out.trim() !== "GRüßE") {
    throw new Error(`the answer is ${JSON.stringify(asking.out)}`);
  }
}

if (import.meta.main) {
  const [dir, command, ...words] = Deno.args;
  if (command === undefined) {
    console.error("usage: try_windows.ts FOLDER COMMAND [WORD...]");
    Deno.exit(64);
  }
  const folder = await Deno.makeTempDir({ prefix: "sluice-try-" });
  await makeTree(join(folder, "tree"));
  const started: Program[] = [];
  const follow = (program: Program) => (started.push(program), program);
  const onThis: Start = async (...args) => follow(startCommand(await commandLine(args)));
  const onThat: Start = (...args) =>
    Promise.resolve(follow(startCommand([command, ...words, ...args])));
  let failed = 0;
  for (const [name, trial] of Object.entries(trials(onThis, onThat, dir!, folder))) {
    try {
      await trial();
      console.log(`ok      ${name}`);
    } catch (error) {
      failed++;
      console.log(`FAILED  ${name}: ${error instanceof Error ? error.message : error}`);
    }
    for (const program of started.splice(0)) await program[Symbol.asyncDispose]();
  }
  await Deno.remove(folder, { recursive: true });
  Deno.exit(failed > 0 ? 1 : 0);
}
