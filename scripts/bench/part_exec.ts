/** Commands on another machine, compared with ssh. @module */

import { join } from "node:path";
import { type Bench, goal, type Part } from "./bench.ts";
import { SLUICE } from "./sluice.ts";
import { median, ratio } from "./statistics.ts";

/** Short commands in one round. */
const COMMANDS = 100;

/** A way to run a command on another machine. */
interface Runner {
  name: string;
  /** The words before the command. */
  words: string[];
}

/** Many short commands, one after the other, and one with much output. */
export const remote: Part = {
  name: "exec",
  summary: "remote commands: many short ones, one with much output",
  async run(bench) {
    const runners = [await sluiceRunner(bench), ...await sshRunners(bench)];
    const tasks = [
      {
        name: `${COMMANDS} × true`,
        run: async (words: string[]) => {
          for (let n = 0; n < COMMANDS; n++) await bench.processes.start([...words, "true"]).ended;
        },
      },
      {
        name: `${bench.size / 2 ** 20} MiB of output`,
        run: async (words: string[]) => {
          const command = ["head", "-c", String(bench.size), "/dev/zero"];
          await bench.processes.start([...words, ...command]).ended;
        },
      },
    ];
    const found: { task: string; name: string; seconds: number[] }[] = [];
    for (const task of tasks) {
      const results = runners.map(({ name }) => ({
        task: task.name,
        name,
        seconds: [] as number[],
      }));
      for (let round = 0; round < bench.rounds; round++) {
        for (const [at, { name, words }] of runners.entries()) {
          bench.say(`round ${round + 1} of ${bench.rounds}: ${task.name}, ${name}`);
          const start = performance.now();
          await task.run(words);
          results[at]!.seconds.push((performance.now() - start) / 1000);
        }
      }
      found.push(...results);
    }
    const ours = (task: string) => found.find((each) => each.task === task)!.seconds;
    const rows = found.map((row) => ({
      ...row,
      median: median(row.seconds),
      ratio: ratio(row.seconds, ours(row.task)),
    }));
    return {
      title: `remote commands, ${bench.rounds} rounds`,
      head: ["", "", "median s", "from", "to", "ssh = 1: sluice takes"],
      rows: rows.map(({ task, name, median, seconds, ratio }) => [
        task,
        name,
        median.toFixed(2),
        Math.min(...seconds).toFixed(2),
        Math.max(...seconds).toFixed(2),
        name === runners[0]!.name ? "" : ratio.toFixed(2),
      ]),
      goals: rows.filter(({ name }) => name === "ssh").map(({ task, ratio }) =>
        goal(`${task}, sluice / ssh`, ratio, "≤", 2)
      ),
      data: rows,
    };
  },
};

async function sluiceRunner({ folder, processes }: Bench): Promise<Runner> {
  const secret = join(folder, "secret");
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  await Deno.writeTextFile(secret, bytes.toBase64(), { mode: 0o600 });
  const server = processes.start([
    `${SLUICE}-run`,
    ...["serve", "exec", "--quiet", "--secret-file", secret, "--listen", "127.0.0.1:0"],
    ...["--allow", "true", "--allow", "head -c * /dev/zero"],
    ...Deno.uid() === 0 ? ["--as-root"] : [],
  ]);
  const [, address] = await server.says(/Listening on tcp:\/\/(127\.0\.0\.1:\d+)/);
  return { name: "sluice exec", words: [SLUICE, "exec", address!, "--secret-file", secret, "--"] };
}

async function sshRunners({ folder, processes, tools, ssh }: Bench): Promise<Runner[]> {
  const program = tools.get("ssh")?.program;
  if (program === undefined || ssh === undefined) return [];
  const plain = [program, "-F", ssh.config];
  const socket = join(folder, "master");
  processes.start([...plain, "-M", "-N", "-S", socket, "bench"]);
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
    { name: "ssh", words: [...plain, "bench"] },
    { name: "ssh, ControlMaster", words: [...plain, "-S", socket, "bench"] },
  ];
}
