/** Commands on another machine, compared with ssh. @module */

import { join } from "node:path";
import type { Bench, Goal, Part, Report } from "./bench.ts";
import type { Sample } from "./contender.ts";
import { orNone } from "./or_none.ts";
import { LASTING } from "./processes.ts";
import { type Entrant, inRounds, type Outcome } from "./rounds.ts";
import { makeSecret } from "./secret.ts";
import { SLUICE } from "./sluice.ts";
import { reportTransfers, speedGoal } from "./transfers.ts";
import { TreeCpu } from "./tree_cpu.ts";
import { together, type Usage } from "./usage.ts";

/** Short commands in one round. */
const COMMANDS = 25;
/** Bytes of much output, at most. */
const OUTPUT = 512 * 2 ** 20;
const OURS = "sluice exec";
const SSH = "ssh";
const MASTER = "ssh, ControlMaster";

/** A way to run a command on another machine. */
interface Runner extends Entrant {
  /** The words before the command. */
  words: string[];
  /** The id of the server. */
  server: number;
  /** The id of a process of the client that goes on running. */
  master?: number;
}

/** Many short commands, one after the other, and one with much output. */
export const remote: Part = {
  name: "exec",
  summary: "remote commands: many short ones, one with much output",
  async run(bench) {
    const bytes = Math.min(bench.size, OUTPUT);
    const runners = [
      await sluiceRunner(bench),
      ...await orNone(bench, "ssh", () => sshRunners(bench)),
    ];
    const run = (words: string[]) => bench.processes.start(words).ended;
    const short = await compare(bench, runners, `${COMMANDS} × true`, 0, async (words) => {
      const usages: Usage[] = [];
      for (let n = 0; n < COMMANDS; n++) usages.push(await run([...words, "true"]));
      return together(usages);
    }, ({ results }) => [speedGoal(results, OURS, MASTER, "≥", 1.2)]);
    const task = `${bytes / 2 ** 20} MiB of output`;
    const long = await compare(bench, runners, task, bytes, (words) => {
      return run([...words, "head", "-c", `${bytes}`, "/dev/zero"]);
    }, ({ results }) => [speedGoal(results, OURS, SSH, "≥", 1)]);
    return {
      ...short,
      rows: [...short.rows, ...long.rows],
      goals: [...short.goals, ...long.goals],
      failures: [...short.failures!, ...long.failures!],
      data: { [`${COMMANDS} × true`]: short.data, [task]: long.data },
    };
  },
};

/** One task with every runner; the client counts as the sender. */
async function compare(
  bench: Bench,
  runners: Runner[],
  task: string,
  bytes: number,
  run: (words: string[]) => Promise<Usage | undefined>,
  goals: (outcome: Outcome<Sample>) => Goal[],
): Promise<Report> {
  const outcome = await inRounds(bench, task, runners, (runner) => measure(runner, run));
  const title = `remote commands, ${bench.rounds} rounds; the client is the sender`;
  const report = reportTransfers(title, outcome, bytes, SSH, goals(outcome));
  return {
    ...report,
    rows: report.rows.map(([name, ...cells]) => [`${task}: ${name}`, ...cells]),
    goals: report.goals.map((goal) => ({ ...goal, text: `${task}, ${goal.text}` })),
  };
}

async function measure(
  { words, server, master }: Runner,
  run: (words: string[]) => Promise<Usage | undefined>,
): Promise<Sample> {
  const atServer = new TreeCpu(server);
  const atMaster = master === undefined ? undefined : new TreeCpu(master);
  const start = performance.now();
  const client = await run(words);
  const seconds = (performance.now() - start) / 1000;
  return {
    seconds,
    sender: together([client, atMaster && { cpu: await atMaster.taken() }]),
    receiver: { cpu: await atServer.taken() },
  };
}

async function sluiceRunner({ folder, processes }: Bench): Promise<Runner> {
  const secret = await makeSecret(folder);
  const server = processes.start([
    `${SLUICE}-run`,
    ...["serve", "exec", "--quiet", "--secret-file", secret, "--listen", "127.0.0.1:0"],
    ...["--allow", "true", "--allow", "head -c * /dev/zero"],
    ...Deno.uid() === 0 ? ["--as-root"] : [],
  ], LASTING);
  const [, address] = await server.says(/Listening on tcp:\/\/(127\.0\.0\.1:\d+)/);
  const words = [SLUICE, "exec", address!, "--secret-file", secret, "--"];
  return { name: OURS, ours: true, words, server: server.pid };
}

async function sshRunners({ folder, processes, tools, ssh }: Bench): Promise<Runner[]> {
  const program = tools.get("ssh")?.program;
  if (program === undefined || ssh === undefined) return [];
  const plain = [program, "-F", ssh.config];
  const socket = join(folder, "master");
  const { pid } = processes.start([...plain, "-M", "-N", "-S", socket, "bench"], LASTING);
  const check = [...plain, "-S", socket, "-O", "check", "bench"];
  for (let tries = 0;; tries++) {
    try {
      await processes.start(check).ended;
      break;
    } catch (error) {
      if (tries > 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return [
    { name: SSH, words: [...plain, "bench"], server: ssh.pid },
    { name: MASTER, words: [...plain, "-S", socket, "bench"], server: ssh.pid, master: pid },
  ];
}
