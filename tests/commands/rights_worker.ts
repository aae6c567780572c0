/**
 * Imported by the confined Worker that `rights_probe.ts` starts, before the program's own modules:
 * installs the attempts, with the Worker's permissions.
 *
 * @module
 */

import { install, type Plan } from "./rights_attempts.ts";

const scope = self as unknown as { name: string; postMessage(message: unknown): void };
install(
  JSON.parse(scope.name) as Plan,
  "worker",
  () => scope.postMessage({ type: "exit", code: 0 }),
);
