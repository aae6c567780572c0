/** `scp` and `rsync`: encrypted; `rsync` also verifies what it stored. @module */

import type { Bench } from "./bench.ts";
import type { Contender } from "./contender.ts";

/** `scp` with a cipher. @default {scp's own choice} */
export function scp(bench: Bench, cipher?: string): Contender[] {
  const program = bench.tools.get("scp")?.program;
  if (program === undefined || bench.ssh === undefined) return [];
  const flags = ["-q", "-r", ...cipher === undefined ? [] : ["-c", cipher]];
  const command = [program, "-F", bench.ssh.config, ...flags];
  const name = cipher === undefined ? "scp" : `scp -c ${cipher}`;
  return [client(bench, name, (source, into) => [...command, source, `bench:${into}/`])];
}

/** `rsync`, named by its transport. */
export function rsync(bench: Bench): Contender[] {
  const program = bench.tools.get("rsync")?.program;
  if (program === undefined || bench.ssh === undefined) return [];
  const command = [program, "-a", "-e", `ssh -F ${bench.ssh.config}`];
  return [client(bench, "rsync", (source, into) => [...command, source, `bench:${into}/`])];
}

/** A program whose remote end is started by the SSH server. */
function client(
  { processes }: Bench,
  name: string,
  command: (source: string, into: string) => string[],
): Contender {
  return {
    name,
    async run(source, into) {
      const start = performance.now();
      await processes.start(command(source, into)).ended;
      return { seconds: (performance.now() - start) / 1000 };
    },
  };
}
