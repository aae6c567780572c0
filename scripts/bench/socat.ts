/** socat: bytes and nothing else, in blocks of a chosen size. @module */

import { basename, join } from "node:path";
import type { Bench } from "./bench.ts";
import { type Contender, timePair } from "./contender.ts";
import { freePort, untilListening } from "./port.ts";

/** socat with blocks of `block` bytes. @default {socat's own choice} */
export function socat({ tools, processes }: Bench, block?: number): Contender[] {
  const program = tools.get("socat")?.program;
  if (program === undefined) return [];
  const command = [program, "-u", ...block === undefined ? [] : ["-b", String(block)]];
  return [{
    name: block === undefined ? "socat" : `socat -b ${block}`,
    async run(source, into) {
      const port = freePort();
      // By redirection, because a path may contain characters that are special in an address of
      // socat.
      const receiver = processes.start(
        [...command, `TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr`, "STDOUT"],
        { output: join(into, basename(source)) },
      );
      await untilListening(port);
      return await timePair(
        receiver,
        () => processes.start([...command, "STDIN", `TCP:127.0.0.1:${port}`], { input: source }),
      );
    },
  }];
}
