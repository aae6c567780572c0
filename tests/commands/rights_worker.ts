/**
 * Loaded by `rights_probe.ts` in place of the confined Worker, with its permissions: installs the
 * attempts, then runs the Worker itself.
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
