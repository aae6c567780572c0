/** Started by `main_test.ts`: the program with commands for every kind of end. @module */

import type { Command, Context } from "../lib/cli/command.ts";
import { LocalError } from "../lib/errors.ts";
import { main } from "../main.ts";
import { pause } from "./support/wait.ts";

/** Milliseconds: the process is ended from outside before. */
const LONGER_THAN_THE_TEST = 600_000;

const RUNS: Record<string, (context: Context) => Promise<number>> = {
  /** Waits for the abort, cleans up, and throws an error of its own. */
  async wait({ terminal, signal }) {
    const timer = setInterval(() => {}, 1000);
    const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
    terminal.warn("ready");
    await aborted;
    clearInterval(timer);
    terminal.warn("cleaned up");
    throw new TypeError("something broke on the way");
  },
  async stubborn({ terminal, signal }) {
    signal.addEventListener("abort", () => terminal.warn("heard"));
    terminal.warn("ready");
    await pause(LONGER_THAN_THE_TEST);
    return 0;
  },
  async flood({ terminal }) {
    while (true) await terminal.print("a line\n");
  },
  fail: () => Promise.reject(new LocalError("io", "read \x1b[2Jx\ny: it broke")),
  crash: () => Promise.reject(new TypeError("nothing is not a function")),
  async stray() {
    Promise.reject(new TypeError("not awaited"));
    await pause(LONGER_THAN_THE_TEST);
    return 0;
  },
  deny: () => Promise.resolve(Deno.readTextFileSync("/etc/hostname").length),
  async ask({ terminal, signal }) {
    const answer = await terminal.ask("sure? [y/N] ", signal);
    await terminal.print(`answer: ${answer}\n`);
    return 0;
  },
  async say({ terminal }) {
    terminal.note("a note");
    await terminal.event({ event: "said" });
    return 3;
  },
};

const commands = Object.entries(RUNS).map(([name, run]): Command => ({
  name,
  group: "Shell",
  summary: `End by way of ${name}`,
  description: "For a test.",
  usage: [name],
  flags: [],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: [],
  permissionFlags: [],
  exitCodes: [],
  examples: [],
  run: (_args, context) => run(context),
}));

if (import.meta.main) Deno.exit(await main(Deno.args, commands));
