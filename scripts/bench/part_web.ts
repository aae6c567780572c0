/** Web servers: downloads and uploads with curl. @module */

import { basename, join } from "node:path";
import type { Bench, Part } from "./bench.ts";
import { makeFile } from "./seeded.ts";
import { median, ratio } from "./statistics.ts";
import { type WebContender, webContenders } from "./web_server.ts";

const FILES = 1000;
const SMALL = 4096;
const CLIENTS = 100;
const EACH = 8 * 2 ** 20;
/** Seconds after which a server counts as failed. */
const PATIENCE = "30";
/** The server that the others are compared with. */
const BASE = "python3 -m http.server";

/** A job: the arguments of curl, and the number of bytes. */
interface Job {
  name: string;
  bytes: number;
  /** Creates what is transferred; returns the server's folder, or the file to upload. */
  prepare(folder: string): Promise<string>;
  /** Seconds of one run. */
  run(
    bench: Bench,
    contender: WebContender,
    source: string,
    into: string,
  ): Promise<number | undefined>;
}

/** Downloads and uploads. */
export const web: Part = {
  name: "web",
  summary: "share and drop beside other servers for browsers, with curl",
  async run(bench) {
    const rows: string[][] = [];
    const data: Record<string, Record<string, number[]>> = {};
    const contenders = webContenders(bench);
    if (!bench.tools.has("curl")) throw new Error("web: curl is not installed");
    for (const job of jobs(bench.size)) {
      const folder = await Deno.makeTempDir({ dir: bench.folder });
      try {
        const found = await measure(bench, job, contenders, folder);
        data[job.name] = Object.fromEntries(found);
        for (const [name, seconds] of found) {
          const base = found.get(BASE);
          if (seconds.length < bench.rounds) continue;
          rows.push([
            `${job.name}: ${name}`,
            median(seconds).toFixed(2),
            (job.bytes / 2 ** 20 / median(seconds)).toFixed(0),
            base === undefined ? "" : ratio(seconds, base).toFixed(2),
          ]);
        }
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    }
    const head = ["", "median s", "MiB/s", `speed, ${BASE} = 1`];
    return { title: "servers for browsers, with curl", head, rows, goals: [], data };
  },
};

async function measure(
  bench: Bench,
  job: Job,
  contenders: readonly WebContender[],
  folder: string,
): Promise<Map<string, number[]>> {
  bench.say(`making what is needed to ${job.name}`);
  const source = await job.prepare(folder);
  const found = new Map<string, number[]>();
  for (let round = 0; round < bench.rounds; round++) {
    for (const contender of contenders) {
      const into = await Deno.makeTempDir({ dir: bench.folder });
      try {
        bench.say(`round ${round + 1} of ${bench.rounds}: ${job.name}: ${contender.name}`);
        const before = found.get(contender.name) ?? [];
        if (before.length < round) continue;
        const seconds = await job.run(bench, contender, source, into);
        if (seconds !== undefined) found.set(contender.name, [...before, seconds]);
      } catch (error) {
        // The simplest servers do not accept a hundred concurrent connections.
        if (contender.name === "sluice") throw error;
        bench.say(`${(error as Error).message}; without it from here on`);
        found.delete(contender.name);
      } finally {
        await Deno.remove(into, { recursive: true });
      }
    }
  }
  return found;
}

function jobs(size: number): Job[] {
  const file = async (folder: string) => {
    await makeFile(join(folder, "big"), size);
    return folder;
  };
  return [
    {
      name: "fetch one file",
      bytes: size,
      prepare: file,
      run: (bench, contender, source, into) =>
        fetchWith(bench, contender, source, (url) => ["-o", join(into, "big"), `${url}big`]),
    },
    {
      name: `fetch ${FILES} files of ${SMALL} bytes`,
      bytes: FILES * SMALL,
      async prepare(folder) {
        for (let n = 1; n <= FILES; n++) await makeFile(join(folder, `f${n}`), SMALL);
        return folder;
      },
      run: (bench, contender, source, into) =>
        fetchWith(
          bench,
          contender,
          source,
          (url) => ["-o", join(into, "#1"), `${url}f[1-${FILES}]`],
        ),
    },
    {
      name: `${CLIENTS} clients fetch ${EACH / 2 ** 20} MiB each`,
      bytes: CLIENTS * EACH,
      async prepare(folder) {
        await makeFile(join(folder, "each"), EACH);
        return folder;
      },
      run: (bench, contender, source) =>
        fetchWith(bench, contender, source, (url) => [
          "--parallel",
          "--parallel-immediate",
          "--parallel-max",
          String(CLIENTS),
          "-o",
          "/dev/null",
          `${url}each?[1-${CLIENTS}]`,
        ]),
    },
    {
      name: "send one file",
      bytes: size,
      prepare: async (folder) => join(await file(folder), "big"),
      run: sendWith,
    },
  ];
}

async function fetchWith(
  bench: Bench,
  { fetch, name }: WebContender,
  folder: string,
  args: (url: string) => string[],
): Promise<number | undefined> {
  if (fetch === undefined) return undefined;
  const { server, url } = await fetch(folder);
  try {
    return await timeCurl(bench, name, args(url));
  } finally {
    await bench.processes.end(server);
  }
}

async function sendWith(
  bench: Bench,
  { send, name }: WebContender,
  file: string,
  into: string,
): Promise<number | undefined> {
  if (send === undefined) return undefined;
  const { server, sending } = await send(into);
  try {
    const seconds = await timeCurl(bench, name, sending(file));
    const { size } = await Deno.stat(join(into, basename(file)));
    if (size !== (await Deno.stat(file)).size) throw new Error(`${name}: it did not arrive whole`);
    return seconds;
  } finally {
    await bench.processes.end(server);
  }
}

async function timeCurl(bench: Bench, name: string, args: readonly string[]): Promise<number> {
  const curl = bench.tools.get("curl")!.program;
  const start = performance.now();
  try {
    await bench.processes.start([curl, "-sSf", "--max-time", PATIENCE, ...args]).ended;
  } catch (error) {
    const lines = (error as Error).message.trim().split("\n");
    throw new Error(`${name}: ${lines.at(-1)}`);
  }
  return (performance.now() - start) / 1000;
}
