/** Requests to an echo server, by a client that costs less than the server. @module */

import type { Bench } from "./bench.ts";
import type { Usage } from "./usage.ts";

/** The result of a load. */
export interface Load {
  /** Requests that were answered correctly. */
  done: number;
  /** Those that were not. */
  failed: number;
  /** From the first to the last. */
  seconds: number;
  /** The cost of the client. */
  client: Usage;
}

/** Sends requests over a number of connections; each sends the next once the last is answered. */
export async function requests(
  { processes, helpers }: Pick<Bench, "processes" | "helpers">,
  port: number,
  connections: number,
  count: number,
): Promise<Load> {
  if (helpers.echoClient.length === 0) throw new Error("the client needs cc or python3");
  const words = [port, connections, count].map(String);
  const started = processes.start([...helpers.echoClient, ...words]);
  const client = await started.ended;
  const found = await started.says(/done (\d+) failed (\d+) seconds (\S+)/);
  const [done, failed, seconds] = found.slice(1).map(Number);
  return { done: done!, failed: failed!, seconds: seconds!, client };
}
