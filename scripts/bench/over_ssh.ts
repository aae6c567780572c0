/** `scp` and `rsync` over ssh: encrypted; `rsync` also verifies what it stored. @module */

import type { Bench } from "./bench.ts";
import type { Contender } from "./contender.ts";

/** The cipher that processors with AES instructions run fastest. */
export const FAST_CIPHER = "aes128-gcm@openssh.com";

/** `scp` with a cipher, which its name tells. @default {scp's own choice} */
export function scp(bench: Bench, cipher?: string): Contender[] {
  const program = bench.tools.get("scp")?.program;
  if (program === undefined || bench.ssh === undefined) return [];
  const flags = ["-q", "-r", ...cipher === undefined ? [] : ["-c", cipher]];
  const command = [program, "-F", bench.ssh.config, ...flags];
  return [
    overSsh(bench, scpName(cipher), (source, into) => [...command, source, `bench:${into}/`]),
  ];
}

/** The name of `scp` in the table. */
export function scpName(cipher?: string): string {
  return cipher === undefined ? "scp, default cipher" : `scp, ${cipher.replace(/@.*/, "")}`;
}

/** `rsync` over ssh, with its default cipher. */
export function rsyncOverSsh(bench: Bench): Contender[] {
  const program = bench.tools.get("rsync")?.program;
  if (program === undefined || bench.ssh === undefined) return [];
  const command = [program, "-a", "-e", `ssh -F ${bench.ssh.config}`];
  return [
    overSsh(bench, "rsync over ssh", (source, into) => [...command, source, `bench:${into}/`]),
  ];
}

/** A program whose remote end is started by the SSH server. */
function overSsh(
  { processes, ssh }: Bench,
  name: string,
  command: (source: string, into: string) => string[],
): Contender {
  return {
    name,
    server: ssh!.pid,
    async run(source, into) {
      const start = performance.now();
      const sender = await processes.start(command(source, into)).ended;
      return { seconds: (performance.now() - start) / 1000, sender };
    },
  };
}
