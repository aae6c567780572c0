/**
 * Loaded by `rights_probe.ts` in place of the confined Worker, with the permissions of that: first the
 * attempts are put in their place, then the Worker itself runs.
 *
 * @module
 */

import { install, type Plan } from "./rights_attempts.ts";
import "../../commands/sandbox/worker.ts";

const scope = self as unknown as { name: string; postMessage(message: unknown): void };
install(
  JSON.parse(scope.name) as Plan,
  "worker",
  () => scope.postMessage({ type: "exit", code: 0 }),
);
