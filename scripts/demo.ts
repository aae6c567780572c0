/** Shows sluice at work: a real folder, a real socket, two processes, and a comparison. @module */

import { join } from "node:path";
import { configInForce } from "./closed_network.ts";
import { permissionFlags } from "./permissions.ts";

const FILES = 1200;
const BYTES = 200 * 1024 * 1024;
const NAMES = ["plain", "with blanks", "new\nline", "émoji 😀", "-dash", "quote'\""];

/** A small generator of bytes that are the same every time (xorshift32). */
function filler(seed: number): (bytes: Uint8Array) => void {
  let x = seed || 1;
  return (bytes) => {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    for (let i = 0; i < words.length; i++) {
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
      words[i] = x;
    }
  };
}

async function makeTree(folder: string): Promise<void> {
  const fill = filler(7584);
  const buffer = new Uint8Array(new ArrayBuffer(1 << 20));
  for (let n = 0; n < FILES; n++) {
    const dir = join(folder, `${NAMES[n % NAMES.length]} ${n % 40}`, `level ${n % 7}`);
    await Deno.mkdir(dir, { recursive: true });
    // Most are small, a few are large, some are empty.
    const size = n % 50 === 0
      ? 0
      : n % 100 === 1
      ? Math.floor(BYTES / 14)
      : 20_000 + (n * 7919) % 40_000;
    using file = await Deno.open(join(dir, `${NAMES[(n + 1) % NAMES.length]} ${n}`), {
      write: true,
      create: true,
    });
    for (let left = size; left > 0;) {
      const part = buffer.subarray(0, Math.min(left, buffer.length));
      fill(buffer);
      await file.write(part);
      left -= part.length;
    }
  }
  await Deno.mkdir(join(folder, "an empty folder"));
}

function* files(folder: string, below = ""): Generator<[path: string, size: number]> {
  for (const { name, isDirectory } of Deno.readDirSync(join(folder, below))) {
    const path = below === "" ? name : `${below}/${name}`;
    if (isDirectory) {
      yield [`${path}/`, 0];
      yield* files(folder, path);
    } else {
      yield [path, Deno.statSync(join(folder, path)).size];
    }
  }
}

function compare(a: string, b: string): number {
  const left = new Map(files(a));
  const right = new Map(files(b));
  if (left.size !== right.size) {
    throw new Error(`${left.size} entries were sent, ${right.size} arrived`);
  }
  for (const [path, size] of left) {
    if (right.get(path) !== size) throw new Error(`${JSON.stringify(path)} differs in size`);
    if (path.endsWith("/")) continue;
    const one = Deno.readFileSync(join(a, path));
    const two = Deno.readFileSync(join(b, path));
    if (one.some((byte, i) => byte !== two[i])) throw new Error(`${JSON.stringify(path)} differs`);
  }
  return left.size;
}

const root = await Deno.makeTempDir({ prefix: "sluice-demo-" });
const source = join(root, "holiday");
const target = join(root, "received");
const main = new URL("../main.ts", import.meta.url).href;
const flags = [
  "run",
  `--config=${await configInForce()}`,
  "--quiet",
  "--no-check",
  "--unstable-net",
  "--unstable-worker-options",
  ...await permissionFlags("plain"),
  main,
];
const sluice = (args: string[], stdio: Partial<Deno.CommandOptions>) =>
  new Deno.Command(Deno.execPath(), { args: [...flags, ...args], stdin: "null", ...stdio }).spawn();
let code = 1;
try {
  console.log(`making a folder of ${FILES} files in ${root}`);
  await Deno.mkdir(source);
  await makeTree(source);
  const receiver = sluice([
    "receive",
    "--plain",
    "--listen",
    "127.0.0.1:0",
    "--into",
    target,
    "--yes",
    "--once",
  ], { stdout: "piped", stderr: "piped" });
  const list = new Response(receiver.stdout).text();
  const [watch, rest] = receiver.stderr.tee();
  let port = "";
  let text = "";
  for await (const chunk of watch.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    port = /listening on tcp:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1] ?? "";
    if (port !== "") break;
  }
  const notes = new Response(rest).text();
  console.log(`receiver: listening on 127.0.0.1:${port}`);
  console.log(`sender:   sluice send holiday --to 127.0.0.1:${port} --plain`);
  const sender = sluice(["send", source, "--plain", "--to", `127.0.0.1:${port}`], {
    stdout: "inherit",
    stderr: "inherit",
  });
  const [sent, received] = [(await sender.status).code, (await receiver.status).code];
  console.log((await notes).trimEnd().replace(/^/gm, "receiver: "));
  if (sent !== 0 || received !== 0) {
    throw new Error(`exit codes: sender ${sent}, receiver ${received}`);
  }
  const lines = (await list).trimEnd().split("\n");
  console.log(`\nthe receiver's list of verified digests, ${lines.length} lines, begins:`);
  console.log(lines.slice(0, 3).map((line) => `  ${line}`).join("\n"));
  const entries = compare(source, join(target, "holiday"));
  console.log(`\ncompared byte by byte: ${entries} files and folders are the same. It arrived.`);
  code = 0;
} catch (error) {
  console.error(`demo: ${error instanceof Error ? error.message : error}`);
} finally {
  await Deno.remove(root, { recursive: true });
}
Deno.exit(code);
