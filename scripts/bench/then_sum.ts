/** Other tools do not verify the transfer: adds a digest at both ends. @module */

import { basename, join } from "node:path";
import type { Bench } from "./bench.ts";
import type { Contender } from "./contender.ts";
import type { ToolName } from "./tools.ts";

/**
 * The same contenders, each followed by a digest of source and copy. Both ends compute
 * concurrently.
 */
export function thenSum(bench: Bench, contenders: Contender[], digest: string): Contender[] {
  const sum = bench.tools.get(`${digest}sum` as ToolName)?.program;
  return sum === undefined ? [] : contenders.map((contender) => ({
    name: `${contender.name}, then ${sum} at both ends`,
    async run(source, into) {
      const { seconds } = await contender.run(source, into);
      const start = performance.now();
      const copy = join(into, basename(source));
      await Promise.all([source, copy].map((path) => bench.processes.start([sum, path]).ended));
      return { seconds: seconds + (performance.now() - start) / 1000 };
    },
  }));
}
