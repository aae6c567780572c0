/** The runner's Worker with a handler that tries more than it may. Loaded by `exec_rights_test.ts`. @module */

import { runnerAt, type ToExecRunner } from "../../commands/serve/exec/runner.ts";
import { attempts } from "./exec_rights_attempts.ts";

const scope = self as unknown as {
  postMessage(message: unknown): void;
  onmessage: (event: MessageEvent<ToExecRunner | { type: "misbehave" }>) => void;
};
const take = runnerAt((message) => scope.postMessage(message));
scope.onmessage = async ({ data }) => {
  if (data.type === "misbehave") scope.postMessage({ type: "tried", came: await attempts() });
  else take(data);
};
