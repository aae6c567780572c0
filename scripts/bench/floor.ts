/** The least that a verified transfer costs in this runtime. @module */

import { basename, join } from "node:path";
import type { Bench } from "./bench.ts";
import { type Contender, timePair } from "./contender.ts";

/** The name in the table. */
export const FLOOR = "floor: raw socket, SHA-256";

/** A raw socket and SHA-256 at both ends, and nothing else (`programs/floor.ts`). */
export function floor({ processes }: Bench): Contender {
  const program = new URL("programs/floor.ts", import.meta.url).pathname;
  const command = [Deno.execPath(), "run", "-A", "--quiet", "--no-check", "--no-config", program];
  return {
    name: FLOOR,
    async run(source, into) {
      const copy = join(into, basename(source));
      const receiver = processes.start([...command, "receive", copy]);
      const [, port] = await receiver.says(/port (\d+)/);
      return await timePair(receiver, () => processes.start([...command, "send", source, port!]));
    },
  };
}
