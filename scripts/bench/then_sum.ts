/** Other tools do not verify the transfer: adds a digest at both ends. @module */

import { basename, join } from "node:path";
import type { Bench } from "./bench.ts";
import type { Contender } from "./contender.ts";
import type { ToolName } from "./tools.ts";
import { together } from "./usage.ts";

/**
 * The same contenders, each followed by a digest of source and copy. Both ends compute
 * concurrently.
 */
export function thenSum(bench: Bench, contenders: Contender[], digest: string): Contender[] {
  const sum = bench.tools.get(`${digest}sum` as ToolName)?.program;
  return sum === undefined ? [] : contenders.map((contender) => ({
    ...contender,
    name: `${contender.name}, then ${sum} at both ends`,
    async run(source, into) {
      const { seconds, sender, receiver } = await contender.run(source, into);
      const start = performance.now();
      const sums = [source, join(into, basename(source))].map((path) =>
        bench.processes.start([sum, path]).ended
      );
      const [atSource, atCopy] = await Promise.all(sums);
      return {
        seconds: seconds + (performance.now() - start) / 1000,
        sender: together([sender, atSource]),
        receiver: together([receiver, atCopy]),
      };
    },
  }));
}
