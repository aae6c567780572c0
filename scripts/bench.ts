/**
 * Compares sluice with other tools that are installed, in turn and on storage in memory:
 *
 *     deno task bench [PART]... [--rounds N] [--size SIZE] [--digest NAMES] [--json FILE]
 *
 * Only ratios mean something: the same machine takes twice as long an hour later. `--help` has more.
 *
 * @module
 */

import { join } from "node:path";
import config from "../deno.json" with { type: "json" };
import type { Bench } from "./bench/bench.ts";
import { buildHelpers } from "./bench/helpers.ts";
import { machine } from "./bench/machine.ts";
import { helpText, type Options, parseOptions } from "./bench/options.ts";
import { parts } from "./bench/parts.ts";
import { Processes } from "./bench/processes.ts";
import { appendResults, conditionLines, type Conditions, reportLines } from "./bench/results.ts";
import { runParts } from "./bench/run_parts.ts";
import { startSshServer } from "./bench/ssh_server.ts";
import { openStorage } from "./bench/storage.ts";
import { findTools, type Tools } from "./bench/tools.ts";

/** The file, one copy, and ten thousand small files twice. */
const storageFor = (size: number) => 2 * size + 512 * 2 ** 20;

const NOTE = "Absolute times mean nothing: read the ratios, which compare runs of the same round.";

/** Runs the chosen parts; returns the exit code. */
async function run(options: Options, processes: Processes): Promise<number> {
  const { rounds, size, digests, json } = options;
  // A file that cannot be written to is found now, and not after an hour.
  if (json !== undefined) await Deno.writeTextFile(json, "", { append: true });
  await using storage = await openStorage(storageFor(options.size));
  const tools = await findTools();
  const helpers = await buildHelpers(storage.folder, tools);
  processes.measure = helpers.measure;
  const say = (text: string) => console.error(text);
  const { folder, kind } = storage;
  const bench: Bench = { rounds, size, digests, folder, processes, tools, helpers, say };
  const conditions: Conditions = {
    machine: machine(),
    storage: kind,
    versions: versions(tools),
    rounds,
    size,
  };
  try {
    await startSsh(bench);
    console.log(conditionLines(conditions));
    const whole = await runParts(bench, options.parts, {
      async report(part, report) {
        console.log(`\n${part.name}: ${reportLines(report)}`);
        if (json !== undefined) await appendResults(json, part.name, report, conditions);
      },
      failed: (part, reason) => console.log(`\n${part.name}: FAILED: ${reason}`),
    });
    console.log(`\n${NOTE}`);
    return whole ? 0 : 1;
  } finally {
    // Storage is removed after the programs that use it have ended.
    await processes.stop();
  }
}

async function startSsh(bench: Bench): Promise<void> {
  try {
    bench.ssh = await startSshServer(join(bench.folder, "ssh"), bench.tools, bench.processes);
  } catch (error) {
    if (bench.processes.stopped) throw error;
    bench.say(`without ssh, scp and rsync over ssh: ${(error as Error).message.trim()}`);
  }
}

function versions(tools: Tools): Record<string, string> {
  const known = Array.from(tools, ([name, { version }]) => [name, version] as const);
  return {
    sluice: config.version,
    deno: Deno.version.deno,
    ...Object.fromEntries(known.filter(([, version]) => version !== "")),
  };
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
    const options = parseOptions(Deno.args, parts);
    if (options.help) console.log(helpText(parts).trimEnd());
    else code ||= await run(options, processes);
  } catch (error) {
    if (code === 0) console.error(error instanceof Error ? error.message : error);
    code ||= error instanceof TypeError ? 64 : 1;
  }
  Deno.exit(code);
}
