/** magic-wormhole, with a mailbox server of its own; its two ends connect directly. @module */

import { join } from "node:path";
import type { Bench } from "./bench.ts";
import { type Contender, timeReceiver } from "./contender.ts";
import type { IsolatedNetwork } from "./isolated_network.ts";
import { untilListening } from "./port.ts";
import { LASTING } from "./processes.ts";

/** The name in the table. */
export const WORMHOLE = "magic-wormhole";

const PORT = 4000;

/** magic-wormhole; empty unless it and its mailbox server are installed. */
export async function wormhole(bench: Bench, { prefix }: IsolatedNetwork): Promise<Contender[]> {
  const { processes, tools, folder } = bench;
  const [program, twist] = [tools.get("wormhole")?.program, tools.get("twist")?.program];
  if (program === undefined || twist === undefined) return [];
  const flags = [
    `--port=tcp:${PORT}:interface=127.0.0.1`,
    `--channel-db=${join(folder, "mailbox")}`,
  ];
  processes.start([...prefix, twist, "wormhole-mailbox", ...flags], LASTING);
  await untilListening(PORT, prefix);
  // The transit helper does not exist: peers on one machine need none.
  const servers = [`--relay-url=ws://127.0.0.1:${PORT}/v1`, "--transit-helper=tcp:127.0.0.1:9"];
  const command = [...prefix, program, ...servers];
  return [{
    name: WORMHOLE,
    async run(source, into) {
      const sender = processes.start([...command, "send", "--hide-progress", "--no-qr", source]);
      const [, code] = await sender.says(/Wormhole code is: (\S+)/);
      const receive = ["receive", "--hide-progress", "--accept-file", "-o", `${into}/`, code!];
      return await timeReceiver(sender, () => processes.start([...command, ...receive]));
    },
  }];
}
