/** The inside of `runner.ts`. It is loaded as a Worker and never imported. @module */

import { type FromExecRunner, runnerAt, type ToExecRunner } from "./runner.ts";
import { LOADED } from "../../sandbox/load_worker.ts";

/** The global scope of a Worker, for which the types of a window do not apply. */
const scope = self as unknown as {
  postMessage(message: FromExecRunner | typeof LOADED): void;
  onmessage: (event: MessageEvent<ToExecRunner>) => void;
};
const take = runnerAt((message) => scope.postMessage(message));
scope.onmessage = ({ data }) => take(data);
scope.postMessage(LOADED);
