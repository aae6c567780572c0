/**
 * Runs a program of the project with the configuration in force, for tasks whose program imports
 * packages. `test`, `ok` and `mutate` import none, and need no wrapper.
 *
 *     deno run -A --no-config scripts/with_config.ts [--edition=plain|run] PROGRAM [ARGUMENT...]
 *
 * Without an edition the program gets every permission, as a maintainer's script needs. With one it
 * gets that edition's list in `permissions.txt`.
 *
 * Below the minimum version of Deno it reports that and ends with 69.
 *
 * @module
 */

import { childEnvironment, configInForce } from "./closed_network.ts";
import { type Edition, permissionFlags } from "./permissions.ts";
import { requireRecentDeno } from "./recent_deno.ts";

/** Signals that end a program and that are sent to a task by name rather than by a terminal. */
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
 * A terminal sends an interrupt to the whole process group, so the child has received it already; a
 * second one would count as another request to end. Other signals, and an interrupt without a
 * terminal, are passed on.
 */
function forwardSignals(child: Deno.ChildProcess): () => void {
  const listeners = FORWARDED.map((signal) => {
    const listener = () => {
      if (signal === "SIGINT" && Deno.stdin.isTerminal()) return;
      try {
        child.kill(signal);
      } catch {
        // It has ended by itself.
      }
    };
    if (Deno.build.os === "windows" && signal === "SIGTERM") return () => {};
    Deno.addSignalListener(signal, listener);
    return () => Deno.removeSignalListener(signal, listener);
  });
  return () => listeners.forEach((remove) => remove());
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
