/** Web servers: downloads and uploads with curl, and uploads by their pages. @module */

import { basename, join } from "node:path";
import type { Bench, Part, Report } from "./bench.ts";
import type { Sample } from "./contender.ts";
import type { Started } from "./processes.ts";
import { pageUploads } from "./page_upload.ts";
import { inRounds } from "./rounds.ts";
import { makeFile } from "./seeded.ts";
import { reportTransfers, speedGoal } from "./transfers.ts";
import type { WebJob } from "./web_job.ts";
import { type WebContender, webContenders } from "./web_server.ts";

const FILES = 1000;
const SMALL = 4096;
const CLIENTS = 100;
const EACH = 8 * 2 ** 20;
/** Seconds after which a server counts as failed. */
const PATIENCE = "30";
/** The server that the others are compared with. */
const BASE = "python3 -m http.server";
const OURS = "sluice";

/** Downloads and uploads. */
export const web: Part = {
  name: "web",
  summary: "share and drop beside other servers for browsers, with curl and Chromium",
  async run(bench) {
    if (!bench.tools.has("curl")) throw new Error("curl is not installed");
    const contenders = webContenders(bench);
    const reports: [job: string, report: Report][] = [];
    for (const job of [...jobs(bench.size), ...pageUploads(bench)]) {
      reports.push([job.name, await measure(bench, job, contenders)]);
    }
    const all = reports.map(([, report]) => report);
    return {
      title: `servers for browsers; curl or Chromium is the receiver; ratios to "${BASE}", of \
files that are sent to sluice, and of uploads by a page to "dufs"`,
      head: all[0]!.head,
      rows: all.flatMap(({ rows }) => rows),
      goals: all.flatMap(({ goals }) => goals),
      failures: all.flatMap(({ failures }) => failures ?? []),
      data: Object.fromEntries(reports.map(([name, { data }]) => [name, data])),
    };
  },
};

async function measure(bench: Bench, job: WebJob, contenders: WebContender[]): Promise<Report> {
  const folder = await Deno.makeTempDir({ dir: bench.folder });
  try {
    bench.say(`making what is needed to ${job.name}`);
    const source = await job.prepare(folder);
    const able = contenders.filter((contender) => job.fits(contender));
    const outcome = await inRounds(bench, job.name, able, async (contender) => {
      const into = await Deno.makeTempDir({ dir: bench.folder });
      try {
        return await job.run(bench, contender, source, into);
      } finally {
        await Deno.remove(into, { recursive: true });
      }
    });
    const goals = job.goal === undefined
      ? []
      : [speedGoal(outcome.results, OURS, job.base, "≥", job.goal)];
    const report = reportTransfers("", outcome, job.bytes, job.base, goals);
    return {
      ...report,
      rows: report.rows.map(([name, ...cells]) => [`${job.name}: ${name}`, ...cells]),
      goals: report.goals.map((goal) => ({ ...goal, text: `${job.name}, ${goal.text}` })),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function jobs(size: number): WebJob[] {
  const file = async (folder: string) => {
    await makeFile(join(folder, "big"), size);
    return folder;
  };
  return [
    {
      name: "fetch one file",
      bytes: size,
      base: BASE,
      goal: 1,
      prepare: file,
      fits: canServe,
      run: (bench, contender, source, into) =>
        fetchWith(bench, contender, source, (url) => ["-o", join(into, "big"), `${url}big`]),
    },
    {
      name: `fetch ${FILES} files of ${SMALL} bytes`,
      bytes: FILES * SMALL,
      base: BASE,
      async prepare(folder) {
        for (let n = 1; n <= FILES; n++) await makeFile(join(folder, `f${n}`), SMALL);
        return folder;
      },
      fits: canServe,
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
      base: BASE,
      async prepare(folder) {
        await makeFile(join(folder, "each"), EACH);
        return folder;
      },
      fits: canServe,
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
      base: OURS,
      prepare: async (folder) => join(await file(folder), "big"),
      fits: ({ send }) => send !== undefined,
      run: sendWith,
    },
  ];
}

function canServe({ fetch }: WebContender): boolean {
  return fetch !== undefined;
}

async function fetchWith(
  bench: Bench,
  { fetch }: WebContender,
  folder: string,
  args: (url: string) => string[],
): Promise<Sample> {
  const { server, url } = await fetch!(folder);
  return await timeCurl(bench, server, args(url));
}

async function sendWith(
  bench: Bench,
  { send }: WebContender,
  file: string,
  into: string,
): Promise<Sample> {
  const { server, sending } = await send!(into);
  const sample = await timeCurl(bench, server, sending(file));
  const { size } = await Deno.stat(join(into, basename(file)));
  if (size !== (await Deno.stat(file)).size) throw new Error("the file did not arrive whole");
  return sample;
}

/** Runs curl, and ends the server, whose cost is that of its whole life. */
async function timeCurl(
  { processes, tools }: Bench,
  server: Started,
  args: readonly string[],
): Promise<Sample> {
  const curl = tools.get("curl")!.program;
  const start = performance.now();
  const receiver = await processes.start([curl, "-sSf", "--max-time", PATIENCE, ...args]).ended;
  const seconds = (performance.now() - start) / 1000;
  return { seconds, sender: await processes.end(server), receiver };
}
