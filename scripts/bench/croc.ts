/**
 * croc on its two paths: through a relay, here one of its own on the same machine, and the path of a
 * LAN, on which the sender is the relay. The receiver is told the sender's address, because the
 * network of the bench has no interface that croc would search.
 *
 * @module
 */

import { join } from "node:path";
import type { Bench } from "./bench.ts";
import { type Contender, timeReceiver } from "./contender.ts";
import type { IsolatedNetwork } from "./isolated_network.ts";
import { untilListening } from "./port.ts";
import { LASTING } from "./processes.ts";

/** The names in the table. */
export const CROC = { relay: "croc, relay", lan: "croc, LAN path" };

/** The relay listens at this port and the next ones, the sender of a LAN at the others. */
const PORT = { relay: 9009, lan: 9109 };
/** croc's relay requires a password; no other machine can connect to it. */
const PASSWORD = "bench";

/** croc; empty if it is not installed. */
export async function croc(bench: Bench, { prefix }: IsolatedNetwork): Promise<Contender[]> {
  const { processes, tools, folder } = bench;
  const program = tools.get("croc")?.program;
  if (program === undefined) return [];
  // croc keeps settings in the home folder.
  const home = join(folder, "croc");
  await Deno.mkdir(home);
  const env = [...prefix, "env", `HOME=${home}`, `CROC_PASS=${PASSWORD}`];
  const relay = ["relay", "--host", "127.0.0.1", "--port", String(PORT.relay)];
  const { pid } = processes.start([...env, program, ...relay], LASTING);
  await untilListening(PORT.relay, prefix);
  const byRelay = ["--relay", `127.0.0.1:${PORT.relay}`];
  const byLan = ["--local", "--relay", ""];
  const sender = `127.0.0.1:${PORT.lan}`;
  return [
    {
      server: pid,
      ...path(bench, CROC.relay, [...env, program], byRelay, ["--no-local"], byRelay),
    },
    path(
      bench,
      CROC.lan,
      [...env, program],
      byLan,
      ["--port", String(PORT.lan)],
      [...byLan, "--ip", sender],
    ),
  ];
}

function path(
  { processes }: Bench,
  name: string,
  command: string[],
  sending: string[],
  flags: string[],
  receiving: string[],
): Contender {
  const common = ["--ignore-stdin", "--relay6", ""];
  return {
    name,
    async run(source, into) {
      const send = ["--disable-clipboard", ...common, ...sending, "send", ...flags, source];
      const sender = processes.start([...command, ...send]);
      const [, code] = await sender.says(/Code is: (\S+)/);
      const receive = ["--yes", "--overwrite", ...common, ...receiving, "--out", into];
      const secret = ["env", `CROC_SECRET=${code}`];
      return await timeReceiver(
        sender,
        () => processes.start([...secret, ...command, ...receive]),
      );
    },
  };
}
