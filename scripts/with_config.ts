/**
 * Runs a program of the project with the configuration in force: the way in for every task.
 *
 *     deno run -A --no-config scripts/with_config.ts [--edition=plain|run] PROGRAM [ARGUMENT...]
 *
 * Without an edition the program gets every permission, as a maintainer's script needs. With one it
 * gets that edition's list in `permissions.txt`.
 *
 * Below the minimum version of Deno, `minimumDeno` in deno.json, it says so and ends with 69. It and
 * what it imports run on Deno 2.4 for that.
 *
 * @module
 */

import project from "../deno.json" with { type: "json" };
import { denoTooOld } from "../lib/cli/required_deno.ts";
import { childEnvironment, configInForce } from "./closed_network.ts";
import { type Edition, permissionFlags } from "./permissions.ts";

/** Signals that end a program and that a task is sent by name rather than by a terminal. */
const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs `program` with `args`, passes signals on, and returns its exit code. */
async function runWithConfig(
  program: string,
  args: string[],
  edition: Edition | undefined,
): Promise<number> {
  let config: string;
  try {
    config = await configInForce();
  } catch (error) {
    console.error(`sluice: ${error instanceof Error ? error.message : error}`);
    return 73;
  }
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      `--config=${config}`,
      ...edition === undefined ? ["-A"] : await permissionFlags(edition),
      program,
      ...args,
    ],
    env: childEnvironment(),
  }).spawn();
  const stop = forwardSignals(child);
  const { code } = await child.status;
  stop();
  return code;
}

/**
 * A terminal sends an interrupt to the whole process group, so the child has it already; a second
 * one would tell it to hurry. Other signals, and an interrupt without a terminal, are passed on.
 */
function forwardSignals(child: Deno.ChildProcess): () => void {
  const listeners = FORWARDED.map((signal) => {
    const listener = () => {
      if (signal === "SIGINT" && Deno.stdin.isTerminal()) return;
      try {
        child.kill(signal);
      } catch {
        // It has ended by itself meanwhile, which is what the signal asks for.
      }
    };
    if (Deno.build.os === "windows" && signal === "SIGTERM") return () => {};
    Deno.addSignalListener(signal, listener);
    return () => Deno.removeSignalListener(signal, listener);
  });
  return () => listeners.forEach((remove) => remove());
}

/** With $DENORT_BIN, the runtime to build in, any version runs: it has to be the one of that runtime. */
function requireRecentDeno(): void {
  if (Deno.env.has("DENORT_BIN")) return;
  const problem = denoTooOld(Deno.version.deno, project.minimumDeno);
  if (problem === undefined) return;
  console.error(`sluice: ${problem}`);
  Deno.exit(69);
}

if (import.meta.main) {
  requireRecentDeno();
  const [first, ...rest] = Deno.args;
  const edition = first?.match(/^--edition=(plain|run)$/)?.[1] as Edition | undefined;
  const [program, ...args] = edition === undefined ? Deno.args : rest;
  if (program === undefined) {
    console.error("usage: with_config.ts [--edition=plain|run] PROGRAM [ARGUMENT...]");
    Deno.exit(64);
  }
  Deno.exit(await runWithConfig(program, args, edition));
}
