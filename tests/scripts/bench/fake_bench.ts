/** A bench that needs no tools. @module */

import type { Bench } from "../../../scripts/bench/bench.ts";
import { Processes } from "../../../scripts/bench/processes.ts";

/** A bench, and what it has said. */
export interface FakeBench extends Bench {
  said: string[];
}

/** Makes one with a number of rounds. */
export function fakeBench(rounds: number, folder = ""): FakeBench {
  const said: string[] = [];
  return {
    folder,
    rounds,
    size: 1,
    digests: ["sha256"],
    processes: new Processes(),
    tools: new Map(),
    helpers: { measure: [], echoClient: [], kind: "none" },
    said,
    say: (text) => void said.push(text),
  };
}
