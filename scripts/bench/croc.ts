/** croc, with a relay of its own on the same machine. @module */

import { join } from "node:path";
import type { Bench } from "./bench.ts";
import { type Contender, timeReceiver } from "./contender.ts";
import type { IsolatedNetwork } from "./isolated_network.ts";
import { untilListening } from "./port.ts";

const PORT = 9009;
/** croc's relay requires a password; no other machine can connect to it. */
const PASSWORD = "bench";

/** croc; empty if it is not installed. */
export async function croc(
  { processes, tools, folder }: Bench,
  { prefix }: IsolatedNetwork,
): Promise<Contender[]> {
  const program = tools.get("croc")?.program;
  if (program === undefined) return [];
  // croc keeps settings in the home folder.
  const env = ["env", `HOME=${join(folder, "croc")}`, `CROC_PASS=${PASSWORD}`];
  const relay = ["relay", "--host", "127.0.0.1", "--port", String(PORT)];
  await Deno.mkdir(join(folder, "croc"));
  processes.start([...prefix, ...env, program, ...relay]);
  await untilListening(PORT, prefix);
  const flags = ["--ignore-stdin", "--relay", `127.0.0.1:${PORT}`, "--relay6", ""];
  return [{
    name: "croc",
    async run(source, into) {
      const send = [program, "--disable-clipboard", ...flags, "send", "--no-local", source];
      const sender = processes.start([...prefix, ...env, ...send]);
      const [, code] = await sender.says(/Code is: (\S+)/);
      const receive = [program, "--yes", "--overwrite", ...flags, "--out", into];
      const secret = `CROC_SECRET=${code}`;
      return await timeReceiver(
        sender,
        () => processes.start([...prefix, ...env, secret, ...receive]),
      );
    },
  }];
}
