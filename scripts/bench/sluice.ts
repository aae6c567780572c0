/** sluice itself: the real pair of commands. @module */

import type { Bench } from "./bench.ts";
import { type Contender, timePair } from "./contender.ts";

/** The script that runs the program from source. */
export const SLUICE: string = new URL("../sluice", import.meta.url).pathname;

/** sluice with a digest. */
export function sluice({ processes }: Bench, digest: string): Contender {
  return {
    name: `sluice, ${digest}`,
    async run(source, into) {
      const listen = ["--plain", "--listen", "127.0.0.1:0"];
      const receiver = processes.start(
        [SLUICE, "receive", ...listen, "--into", into, "--yes", "--once"],
      );
      const [, address] = await receiver.says(/listening on tcp:\/\/(127\.0\.0\.1:\d+)/);
      const send = [SLUICE, "send", source, "--plain", "--to", address!, "--digest", digest];
      return await timePair(receiver, () => processes.start(send));
    },
  };
}
