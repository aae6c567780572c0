/** OpenBSD's netcat, alone and with `tar` and the `…sum` tools. @module */

import { basename, join } from "node:path";
import type { Bench } from "./bench.ts";
import { type Contender, timePair } from "./contender.ts";
import { freePort, untilListening } from "./port.ts";
import type { Started } from "./processes.ts";
import { thenSum } from "./then_sum.ts";

/** `nc`: one file, not verified. */
export function netcat(bench: Bench): Contender[] {
  const nc = bench.tools.get("nc")?.program;
  if (nc === undefined) return [];
  return [{
    name: "nc",
    async run(source, into) {
      const { receiver, sender } = ends(bench, nc);
      const output = join(into, basename(source));
      return await timePair(await receiver([], output), () => sender([], source));
    },
  }];
}

/** `nc`, and then a digest at both ends: the manual equivalent of sluice. */
export function netcatThenSum(bench: Bench, digest: string): Contender[] {
  return thenSum(bench, netcat(bench), digest);
}

/** `tar | nc | tar`: a folder, not verified. */
export function tarPipe(bench: Bench): Contender[] {
  const nc = bench.tools.get("nc")?.program;
  const tar = bench.tools.get("tar")?.program;
  if (nc === undefined || tar === undefined) return [];
  return [{
    name: "tar | nc | tar",
    async run(source, into) {
      const { receiver, sender } = ends(bench, nc);
      const unpack = ["/bin/sh", "-c", '"$@" | exec "$0" -x -C "$into"', tar];
      const pack = ["/bin/sh", "-c", '"$0" -c -C "$folder" "$name" | "$@"', tar];
      const env = (pairs: Record<string, string>) => [
        "env",
        ...Object.entries(pairs).map(([name, value]) => `${name}=${value}`),
      ];
      const names = { folder: join(source, ".."), name: basename(source) };
      return await timePair(
        await receiver([...env({ into }), ...unpack]),
        () => sender([...env(names), ...pack]),
      );
    },
  }];
}

/** The two ends of a connection; `by` runs each under another program. */
function ends({ processes }: Bench, nc: string) {
  const port = String(freePort());
  return {
    async receiver(by: string[], output?: string): Promise<Started> {
      // -N here as well: the end of its empty standard input must end it.
      const started = processes.start([...by, nc, "-l", "-N", "127.0.0.1", port], { output });
      await untilListening(Number(port));
      return started;
    },
    sender(by: string[], input?: string): Started {
      return processes.start([...by, nc, "-N", "127.0.0.1", port], { input });
    },
  };
}
