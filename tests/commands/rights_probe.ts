/**
 * Started by `rights_test.ts` with the permissions of an edition: the program itself, with
 * forbidden attempts in place of the function that `plan.json` names, in the program as well as in
 * its confined Worker.
 *
 * @module
 */

import { main } from "../../main.ts";
import { install, type Plan } from "./rights_attempts.ts";

const CONFINED = new URL("../../commands/sandbox/worker.ts", import.meta.url).href;

const plan: Plan = JSON.parse(Deno.readTextFileSync("plan.json"));

/** The runtime's Worker, which begins with the attempts. */
class ProbedWorker extends Worker {
  constructor(specifier: string | URL, options: WorkerOptions) {
    const isConfined = String(specifier) === CONFINED;
    super(
      isConfined ? new URL("rights_worker.ts", import.meta.url) : specifier,
      isConfined ? { ...options, name: JSON.stringify(plan) } : options,
    );
  }
}

globalThis.Worker = ProbedWorker as typeof Worker;
install(plan, "program", () => Deno.exit(0));
Deno.exit(await main(Deno.args));
