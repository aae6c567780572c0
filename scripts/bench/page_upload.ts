/** Uploads by the servers' own pages, in Chromium. @module */

import { Buffer } from "node:buffer";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { configInForce } from "../closed_network.ts";
import { testLock } from "../test_lock.ts";
import type { Bench } from "./bench.ts";
import type { Sample } from "./contender.ts";
import { LASTING, type Started } from "./processes.ts";
import { makeFile, makeTree } from "./seeded.ts";
import type { WebJob } from "./web_job.ts";
import type { WebContender } from "./web_server.ts";

/** The server whose page is as fast as a browser can be. */
const BASE = "dufs";
const SMALL = 4096;
/** Below this size of the large file there are fewer small ones. */
const SHORT = 256 * 2 ** 20;
const DRIVER = fileURLToPath(new URL("programs/page_upload.ts", import.meta.url));

/** What `programs/page_upload.ts` does. */
export interface PageUpload {
  /** Chromium: the address of its debugger, and its process. */
  debugger: string;
  pid: number;
  /** The page. */
  url: string;
  /** Selects the input that takes the files. */
  input: string;
  /** Selects the form to submit then. @default {the page begins by itself} */
  form?: string;
  /** The files, and the folder where they arrive. */
  files: string[];
  into: string;
}

/** What it prints. */
export interface PageUploadResult {
  /** From the choice of the files until all have arrived. */
  seconds: number;
  /** Seconds of processor time of all of Chromium, if known. */
  cpu?: number;
}

/** The jobs; none, with a word, where Chromium is missing. */
export function pageUploads(bench: Bench): WebJob[] {
  if (!bench.tools.has("chromium")) {
    bench.say("without uploads by a page: Chromium is not installed");
    return [];
  }
  const { size } = bench;
  const count = size < SHORT ? 1000 : 5000;
  let chromium: Promise<Chromium> | undefined;
  const common = {
    base: BASE,
    goal: 1,
    fits: ({ page }: WebContender) => page !== undefined,
    run: async (bench: Bench, contender: WebContender, source: string, into: string) =>
      await uploadByPage(bench, await (chromium ??= startChromium(bench)), contender, source, into),
  };
  return [
    {
      ...common,
      name: "page upload, one big file",
      bytes: size,
      async prepare(folder) {
        await makeFile(join(folder, "big"), size);
        return folder;
      },
    },
    {
      ...common,
      name: `page upload, ${count.toLocaleString("en")} small files`,
      bytes: count * SMALL,
      async prepare(folder) {
        await makeTree(folder, count, SMALL);
        return folder;
      },
    },
  ];
}

interface Chromium {
  started: Started;
  debugger: string;
}

/** Starts the one that all rounds use: its own start is none of the servers'. */
async function startChromium({ processes, tools, folder }: Bench): Promise<Chromium> {
  const profile = await Deno.makeTempDir({ dir: folder, prefix: "chromium-" });
  const started = processes.start([
    tools.get("chromium")!.program,
    "--headless",
    // It refuses to run as root with its sandbox.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--no-proxy-server",
    "--no-first-run",
    `--user-data-dir=${profile}`,
    "--remote-debugging-port=0",
    "about:blank",
  ], LASTING);
  const [, url] = await started.says(/DevTools listening on (ws:\S+)/);
  return { started, debugger: url! };
}

async function uploadByPage(
  { processes, folder }: Bench,
  chromium: Chromium,
  { page }: WebContender,
  source: string,
  into: string,
): Promise<Sample> {
  const files = await Array.fromAsync(filesIn(source));
  const { server, url, ...controls } = await page!(into);
  const upload: PageUpload = {
    debugger: chromium.debugger,
    pid: chromium.started.pid,
    url,
    ...controls,
    files,
    into,
  };
  const [input, output] = ["upload", "result"].map((name) => join(folder, name));
  await Deno.writeTextFile(input!, JSON.stringify(upload));
  const config = [`--config=${await configInForce()}`, `--lock=${await testLock()}`];
  const run = [Deno.execPath(), "run", "-A", "--quiet", "--no-check", ...config, DRIVER];
  await processes.start(run, { input, output }).ended;
  const { seconds, cpu }: PageUploadResult = JSON.parse(await Deno.readTextFile(output!));
  const sender = await processes.end(server);
  for (const file of files) {
    if (!await sameContent(file, join(into, basename(file)))) {
      throw new Error(`${basename(file)} is not the file that was sent`);
    }
  }
  return { seconds, sender, receiver: { cpu } };
}

async function* filesIn(folder: string): AsyncIterable<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* filesIn(path);
    else yield path;
  }
}

async function sameContent(one: string, other: string): Promise<boolean> {
  using first = await Deno.open(one);
  using second = await Deno.open(other);
  const { size } = await first.stat();
  if ((await second.stat()).size !== size) return false;
  const pieces = [new Uint8Array(1 << 20), new Uint8Array(1 << 20)] as const;
  for (let left = size; left > 0;) {
    const [a, b] = pieces.map((piece) => piece.subarray(0, left)) as [Uint8Array, Uint8Array];
    await Promise.all([fill(first, a), fill(second, b)]);
    if (Buffer.compare(a, b) !== 0) return false;
    left -= a.length;
  }
  return true;
}

async function fill(file: Deno.FsFile, buffer: Uint8Array): Promise<void> {
  for (let at = 0; at < buffer.length;) at += await file.read(buffer.subarray(at)) ?? Infinity;
}
