/**
 * Started by `rights_test.ts` with the permissions of an edition: the program itself, with
 * forbidden attempts in place of the function that `plan.json` names, in the program as well as in
 * its confined Worker.
 *
 * @module
 */

import { main } from "../../main.ts";
import { install, type Plan } from "./rights_attempts.ts";

/** The beginning of the Worker of a confined command. */
const CONFINED = "data:text/javascript,";
const INSTALL = `import "${new URL("rights_worker.ts", import.meta.url)}";\n`;

const plan: Plan = JSON.parse(Deno.readTextFileSync("plan.json"));

/** The runtime's Worker, which begins with the attempts. */
class ProbedWorker extends Worker {
  constructor(specifier: string | URL, options: WorkerOptions) {
    const url = String(specifier);
    const isConfined = url.startsWith(CONFINED);
    super(
      isConfined ? url.replace(CONFINED, CONFINED + encodeURIComponent(INSTALL)) : specifier,
      isConfined ? { ...options, name: JSON.stringify(plan) } : options,
    );
  }
}

globalThis.Worker = ProbedWorker as typeof Worker;
install(plan, "program", () => Deno.exit(0));
Deno.exit(await main(Deno.args));
