/**
 * `deno task demo`: the main use case, on real input. Creates a folder of more than a thousand
 * files, sends it encrypted from one process to another, and then verifies the result: it walks
 * both folders, compares every byte, and checks the receiver's list of digests by itself and with
 * `sha256sum`.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { formatSize } from "../lib/text/format_size.ts";
import { configInForce } from "./closed_network.ts";
import { permissionFlags } from "./permissions.ts";

const FILES = 1200;
/** One of so many files is large, and one is empty. */
const LARGE_EVERY = 100;
const EMPTY_EVERY = 50;
const LARGE_BYTES = 16_000_000;
/** The seed of the content, the same in every run. */
const SEED = 7584;
const NAMES = ["plain", "with blanks", "new\nline", "émoji 😀", "-dash", "quote'\"", "back\\slash"];

/** An endless sequence of bytes, determined by the seed (xorshift32). */
function filler(seed: number): (bytes: Uint8Array<ArrayBuffer>) => void {
  let x = seed;
  return (bytes) => {
    const words = new Uint32Array(bytes.buffer, 0, bytes.length >> 2);
    for (let i = 0; i < words.length; i++) {
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
      words[i] = x;
    }
  };
}

function sizeOf(n: number): number {
  if (n % EMPTY_EVERY === 0) return 0;
  return n % LARGE_EVERY === 1 ? LARGE_BYTES : 10_000 + (n * 7919) % 50_000;
}

/** Creates the folder to send; returns its files and bytes. */
async function makeFolder(folder: string, signal: AbortSignal): Promise<number> {
  const fill = filler(SEED);
  const buffer = new Uint8Array(1 << 20);
  let bytes = 0;
  for (let n = 0; n < FILES; n++) {
    signal.throwIfAborted();
    const name = (k: number) => NAMES[k % NAMES.length]!;
    const place = join(folder, `${name(n)} ${n % 40}`, `level ${n % 6}`, name(n + 2));
    await Deno.mkdir(place, { recursive: true });
    const path = join(place, `${name(n + 1)} ${n}`);
    using file = await Deno.open(path, { write: true, createNew: true });
    for (let left = sizeOf(n); left > 0;) {
      fill(buffer);
      left -= await file.write(buffer.subarray(0, Math.min(left, buffer.length)));
    }
    bytes += sizeOf(n);
  }
  await Deno.mkdir(join(folder, "an empty folder"));
  return bytes;
}

/** Every entry below a folder; a folder's path ends with a slash. */
function* walk(folder: string, below = ""): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(join(folder, below))) {
    if (isDirectory) {
      yield `${below}${name}/`;
      yield* walk(folder, `${below}${name}/`);
    } else yield below + name;
  }
}

/**
 * Compares two folders byte by byte; returns the number of entries.
 *
 * @throws {Error} if they differ; the text names the first difference.
 */
async function compare(a: string, b: string, signal: AbortSignal): Promise<number> {
  const left = [...walk(a)].sort();
  const right = [...walk(b)].sort();
  const odd = left.find((path, i) => path !== right[i]) ?? right[left.length];
  if (odd !== undefined) throw new Error(`the folders differ at ${JSON.stringify(odd)}`);
  for (const path of left.filter((path) => !path.endsWith("/"))) {
    signal.throwIfAborted();
    const [one, two] = await Promise.all([a, b].map((folder) => Deno.readFile(join(folder, path))));
    if (Buffer.compare(one!, two!) !== 0) throw new Error(`${JSON.stringify(path)} differs`);
  }
  // The folder itself counts as well.
  return left.length + 1;
}

/**
 * Compares the receiver's list with the received files, as `sha256sum -c` does.
 *
 * @throws {Error} if a digest differs, or a file is not in the list.
 */
async function checkList(lines: string[], folder: string, files: number): Promise<void> {
  const escapes: Record<string, string> = { "\\\\": "\\", "\\n": "\n", "\\r": "\r" };
  const seen = new Set<string>();
  for (const line of lines) {
    const [, escaped, digest, text] = /^(\\?)([0-9a-f]{64}) {2}(.*)$/.exec(line) ?? [];
    if (text === undefined) throw new Error(`not a line of digests: ${JSON.stringify(line)}`);
    const path = escaped ? text.replace(/\\[\\nr]/g, (each) => escapes[each]!) : text;
    const hash = createHash("sha256").update(await Deno.readFile(join(folder, path)));
    if (hash.digest("hex") !== digest) throw new Error(`the digest of ${path} differs`);
    seen.add(path);
  }
  if (seen.size !== files) throw new Error(`${seen.size} of ${files} files are in the list`);
}

/** Checks the list with coreutils; false if they are missing. */
async function askSha256sum(list: string, folder: string): Promise<boolean> {
  let output: Deno.CommandOutput;
  try {
    const args = ["--check", "--quiet", "--strict", list];
    output = await new Deno.Command("sha256sum", { args, cwd: folder }).output();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  if (output.success) return true;
  throw new Error(`sha256sum does not agree: ${new TextDecoder().decode(output.stderr)}`);
}

/** The two programs of the demo, run from source as a user would. */
class Programs {
  readonly #flags: string[];
  readonly #children = new Set<Deno.ChildProcess>();

  constructor(flags: string[]) {
    this.#flags = flags;
  }

  static async prepare(): Promise<Programs> {
    return new Programs([
      "run",
      `--config=${await configInForce()}`,
      "--quiet",
      "--no-check",
      "--unstable-net",
      "--unstable-worker-options",
      ...await permissionFlags("plain"),
      new URL("start.ts", import.meta.url).href,
    ]);
  }

  start(args: string[], stdio: Deno.CommandOptions): Deno.ChildProcess {
    const options = { args: [...this.#flags, ...args], ...stdio };
    const child = new Deno.Command(Deno.execPath(), { stdin: "null", ...options }).spawn();
    this.#children.add(child);
    return child;
  }

  /** Ends the programs that still run. */
  async stop(): Promise<void> {
    for (const child of this.#children) {
      try {
        child.kill("SIGTERM");
      } catch { /* it has ended */ }
      await child.status;
    }
  }
}

/** The output of a program, line by line. */
async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** Prints the notes of a program. */
async function show(child: Deno.ChildProcess, who: string): Promise<void> {
  for await (const line of linesOf(child.stderr)) console.log(`  ${who}${line}`);
}

/**
 * Starts the sender; resolves once it has printed a code. Prints its progress, a line for each
 * quarter.
 */
async function startSender(programs: Programs, folder: string) {
  const words = ["send", folder, "--listen", "127.0.0.1:0", "--json"];
  const child = programs.start(words, { stdout: "piped", stderr: "piped" });
  const [code, address] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const follow = async () => {
    let quarter = 1;
    for await (const line of linesOf(child.stdout)) {
      const { event, bytes, total, ...more } = JSON.parse(line);
      if (event === "code") code.resolve(more.code);
      if (event === "listening") address.resolve(more.address.replace("tcp://", ""));
      if (event !== "progress" || !(bytes >= total * quarter / 4)) continue;
      quarter = Math.floor(bytes * 4 / total);
      console.log(`  sender:   ${quarter * 25} %, ${formatSize(bytes)}`);
      quarter++;
    }
    for (const { reject } of [code, address]) reject(new Error("the sender has not said its code"));
  };
  const over = Promise.all([follow(), show(child, "sender:   ")]);
  return { child, over, code: await code.promise, address: await address.promise };
}

/** Runs the receiver with the code; returns its list of digests. */
async function runReceiver(programs: Programs, code: string, address: string, into: string) {
  const words = ["receive", code, "--from", address, "--into", into, "--yes"];
  console.log(`  $ sluice ${words.map((word) => word === into ? "received" : word).join(" ")}`);
  const child = programs.start(words, { stdout: "piped", stderr: "piped" });
  const [list] = await Promise.all([
    Array.fromAsync(linesOf(child.stdout)),
    show(child, "receiver: "),
  ]);
  return { list, code: (await child.status).code };
}

async function demonstrate(programs: Programs, root: string, signal: AbortSignal): Promise<void> {
  const source = join(root, "holiday");
  const target = join(root, "received");
  await Deno.mkdir(source);
  const bytes = await makeFolder(source, signal);
  const size = formatSize(bytes);
  console.log(`made a folder of ${FILES} files, ${size}, some with odd names:`);
  console.log(`  ${source}`);
  console.log(
    "sent by one process, received by another that is told the code; all of it encrypted:",
  );
  console.log("  $ sluice send holiday --listen 127.0.0.1:0");
  signal.throwIfAborted();
  const sender = await startSender(programs, source);
  const start = performance.now();
  const receiver = await runReceiver(programs, sender.code, sender.address, target);
  const { code: sent } = await sender.child.status;
  await sender.over;
  const elapsed = (performance.now() - start) / 1000;
  if (sent !== 0 || receiver.code !== 0) {
    throw new Error(`the sender ended with exit code ${sent}, the receiver with ${receiver.code}`);
  }
  const rate = formatSize(bytes / elapsed);
  console.log(`${elapsed.toFixed(1)} s with the start of the receiver: ${rate}/s`);
  const lines = receiver.list;
  console.log(`the receiver's list of digests, ${lines.length} lines, begins:`);
  for (const line of lines.slice(0, 3)) console.log(`  ${line}`);
  await checkList(lines, target, FILES);
  const listFile = join(root, "SHA256SUMS");
  await Deno.writeTextFile(listFile, lines.map((line) => `${line}\n`).join(""));
  const asked = await askSha256sum(listFile, target);
  const entries = await compare(source, join(target, "holiday"), signal);
  console.log(`verified: ${lines.length} digests${asked ? ", by sha256sum -c as well" : ""};`);
  console.log(`verified: ${entries} files and folders compared byte by byte: they are the same`);
}

async function main(): Promise<number> {
  const root = await Deno.makeTempDir({ prefix: "sluice-demo-" });
  const programs = await Programs.prepare();
  const controller = new AbortController();
  const { signal } = controller;
  const stop = () => {
    controller.abort(new Error("interrupted"));
    programs.stop();
  };
  Deno.addSignalListener("SIGINT", stop);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", stop);
  try {
    await demonstrate(programs, root, signal);
    return 0;
  } catch (error) {
    // An error after an interruption is a consequence of it.
    const cause = signal.aborted ? signal.reason : error;
    console.error(`demo: ${cause instanceof Error ? cause.message : cause}`);
    return 1;
  } finally {
    await programs.stop();
    await Deno.remove(root, { recursive: true });
  }
}

if (import.meta.main) Deno.exit(await main());
