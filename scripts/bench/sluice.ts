/** sluice itself: the real pair of commands. @module */

import type { Bench } from "./bench.ts";
import { type Contender, timePair, timeReceiver } from "./contender.ts";

/** The script that runs the program from source. */
export const SLUICE: string = new URL("../sluice", import.meta.url).pathname;

/** Matches the code in what `send` writes. */
export const CODE = /sluice receive (\d+-\S+)/;

/** sluice with a digest. */
export function sluice({ processes }: Bench, digest: string): Contender {
  return {
    name: `sluice, ${digest}`,
    ours: true,
    async run(source, into) {
      const listen = ["--plain", "--listen", "127.0.0.1:0"];
      const receiver = processes.start(
        [SLUICE, "receive", ...listen, "--into", into, "--yes", "--once"],
      );
      const [, address] = await receiver.says(/Listening on tcp:\/\/(127\.0\.0\.1:\d+)/);
      const send = [SLUICE, "send", source, "--plain", "--to", address!, "--digest", digest];
      return await timePair(receiver, () => processes.start(send));
    },
  };
}

/**
 * sluice with a code, encrypted: the sender waits, and the clock starts when the code is entered.
 */
export function sluiceByCode({ processes }: Bench, digest: string): Contender {
  return {
    name: `sluice by code, ${digest}`,
    ours: true,
    async run(source, into) {
      const listen = ["--listen", "127.0.0.1:0", "--digest", digest];
      const sender = processes.start([SLUICE, "send", source, ...listen]);
      const [, address] = await sender.says(/Listening on tcp:\/\/(127\.0\.0\.1:\d+)/);
      const [, code] = await sender.says(CODE);
      const receive = [SLUICE, "receive", code!, "--from", address!, "--into", into, "--yes"];
      return await timeReceiver(sender, () => processes.start(receive));
    },
  };
}
