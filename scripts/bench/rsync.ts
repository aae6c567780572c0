/** `rsync` without encryption: over a pipe, and from a daemon over TCP. @module */

import { join, relative } from "node:path";
import type { Bench } from "./bench.ts";
import type { Contender } from "./contender.ts";
import { freePort, untilListening } from "./port.ts";
import { LASTING } from "./processes.ts";

/** `rsync` with both ends on this machine and a pipe between them; its cost is that of both. */
export function rsyncOverPipe({ processes, tools }: Bench): Contender[] {
  const program = tools.get("rsync")?.program;
  if (program === undefined) return [];
  // The "remote shell" drops the host's name and runs the command here.
  const shell = `/bin/sh -c 'shift; exec "$@"' sh`;
  return [{
    name: "rsync over a pipe",
    async run(source, into) {
      const start = performance.now();
      const sender = await processes.start([program, "-a", "-e", shell, source, `bench:${into}/`])
        .ended;
      return { seconds: (performance.now() - start) / 1000, sender };
    },
  }];
}

/** `rsync` to a daemon of its own, over TCP. */
export async function rsyncDaemon({ processes, tools, folder }: Bench): Promise<Contender[]> {
  const program = tools.get("rsync")?.program;
  if (program === undefined) return [];
  const port = freePort();
  const config = join(folder, `rsyncd ${port}`);
  const owner = Deno.uid() === 0 ? ["uid = root", "gid = *"] : [];
  const module = ["[bench]", `path = ${folder}`, "read only = no", "use chroot = no", ...owner];
  await Deno.writeTextFile(config, module.join("\n") + "\n");
  const listen = ["--address=127.0.0.1", `--port=${port}`, `--config=${config}`];
  const { pid } = processes.start([program, "--daemon", "--no-detach", ...listen], LASTING);
  await untilListening(port);
  return [{
    name: "rsync, daemon over TCP",
    server: pid,
    async run(source, into) {
      const start = performance.now();
      const target = `rsync://127.0.0.1:${port}/bench/${relative(folder, into)}/`;
      const sender = await processes.start([program, "-a", source, target]).ended;
      return { seconds: (performance.now() - start) / 1000, sender };
    },
  }];
}
