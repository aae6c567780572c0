/**
 * Compares sluice with other tools that are installed, in turn and on storage in memory:
 *
 *     deno task bench [PART]... [--rounds N] [--size BYTES|512M|1G] [--digest sha256,sha512,md5]
 *                     [--json FILE]
 *
 * Only ratios mean something: the same machine takes twice as long an hour later.
 *
 * @module
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import config from "../deno.json" with { type: "json" };
import type { Bench, Part, Report } from "./bench/bench.ts";
import { machine } from "./bench/machine.ts";
import { parts } from "./bench/parts.ts";
import { Processes } from "./bench/processes.ts";
import { startSshServer } from "./bench/ssh_server.ts";
import { openStorage } from "./bench/storage.ts";
import { table } from "./bench/table.ts";
import { findTools } from "./bench/tools.ts";

/** The file, one copy, and ten thousand small files twice. */
const storageFor = (size: number) => 2 * size + 512 * 2 ** 20;

const NOTE = "Absolute times mean nothing: read the ratios, which compare runs of the same round.";

interface Options {
  parts: readonly Part[];
  rounds: number;
  size: number;
  digests: string[];
  json?: string;
}

function parseOptions(args: string[]): Options {
  const { values: flags, positionals: chosen } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rounds: { type: "string", default: "5" },
      size: { type: "string", default: "1G" },
      digest: { type: "string", default: "sha256,sha512,md5" },
      json: { type: "string" },
    },
  });
  const unknown = chosen.find((name) => !parts.some((part) => part.name === name));
  if (unknown !== undefined) {
    const names = parts.map(({ name, summary }) => `  ${name.padEnd(8)}  ${summary}`).join("\n");
    throw new TypeError(`bench: no part is called ${unknown}; there are\n${names}`);
  }
  const rounds = Number(flags.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new TypeError("bench: --rounds: 1 or more");
  return {
    parts: parts.filter(({ name }) => chosen.length === 0 || chosen.includes(name)),
    rounds,
    size: parseSize(flags.size),
    digests: flags.digest.split(","),
    ...flags.json !== undefined && { json: flags.json },
  };
}

function parseSize(text: string): number {
  const [, number, unit = ""] = /^(\d+)([KMG]?)$/.exec(text) ?? [];
  if (number === undefined) throw new TypeError("bench: --size: bytes, or 512K, 512M, 1G");
  return Number(number) * 1024 ** ["", "K", "M", "G"].indexOf(unit);
}

async function run(options: Options, processes: Processes): Promise<void> {
  await using storage = await openStorage(storageFor(options.size));
  const tools = await findTools();
  const say = (text: string) => console.error(text);
  const bench: Bench = { ...options, folder: storage.folder, processes, tools, say };
  try {
    bench.ssh = await startSshServer(join(storage.folder, "ssh"), tools, processes);
  } catch (error) {
    say(`without scp and rsync: ${(error as Error).message.trim()}`);
  }
  const versions = {
    sluice: config.version,
    deno: Deno.version.deno,
    ...Object.fromEntries(
      Array.from(tools, ([name, { version }]) => [name, version]).filter(([, version]) => version),
    ),
  };
  const about = machine();
  const reports: [name: string, report: Report][] = [];
  try {
    for (const part of options.parts) reports.push([part.name, await part.run(bench)]);
  } finally {
    // Storage is removed after the programs that use it have ended.
    await processes.stop();
  }
  console.log(`${about.cpu}, ${about.cores} cores, ${about.memory} MiB, ${about.system}`);
  console.log(`SHA instructions: ${yesOrNo(about.shaInstructions)}; storage: ${storage.kind}`);
  console.log(Object.entries(versions).map(([name, version]) => `${name}: ${version}`).join("; "));
  for (const [, report] of reports) print(report);
  console.log(`\n${NOTE}`);
  if (options.json !== undefined) {
    const { rounds, size } = options;
    const found = Object.fromEntries(
      reports.map(([name, { title, data, goals }]) => [name, { title, results: data, goals }]),
    );
    const all = { note: NOTE, machine: about, storage: storage.kind, versions, rounds, size };
    await Deno.writeTextFile(
      options.json,
      JSON.stringify({ ...all, parts: found }, null, 2) + "\n",
    );
  }
}

function yesOrNo(value: boolean | "unknown"): string {
  return value === "unknown" ? value : value ? "yes" : "no";
}

function print({ title, head, rows, goals }: Report): void {
  console.log(`\n${title}\n${table(head, rows)}`);
  for (const { text, value, met } of goals) {
    console.log(`${met ? "met" : "MISSED"}: ${text}: ${value.toFixed(2)}`);
  }
}

if (import.meta.main) {
  const processes = new Processes();
  let code = 0;
  for (const [signal, exit] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    Deno.addSignalListener(signal, () => {
      // The running part then fails, and its cleanup follows.
      code = exit;
      void processes.stop();
    });
  }
  try {
    await run(parseOptions(Deno.args), processes);
  } catch (error) {
    if (code === 0) console.error(error instanceof Error ? error.message : error);
    code ||= error instanceof TypeError ? 64 : 1;
  }
  Deno.exit(code);
}
