/** Measures the time until a code is printed, and until the first byte arrives. @module */

import { join } from "node:path";
import type { Bench } from "./bench.ts";
import { CODE, SLUICE } from "./sluice.ts";

/** The measurements in seconds, one per round. */
export interface Beginnings {
  /** From the start of the sender to the printed code. */
  code: number[];
  /** From the start of the receiver, with the code as its argument, to the first byte of content. */
  byte: number[];
}

/** Sends one small file a round, found by its code on the loopback interface. */
export async function firstByte({ folder, processes, rounds, say }: Bench): Promise<Beginnings> {
  const file = join(folder, "small file");
  await Deno.writeTextFile(file, "a");
  const loopback = Deno.networkInterfaces().find(({ address }) => address === "127.0.0.1")!.name;
  const here = ["--interface", loopback];
  const taken: Beginnings = { code: [], byte: [] };
  const seconds = (since: number) => (performance.now() - since) / 1000;
  // A warm-up run fills the caches.
  for (let round = 0; round <= rounds; round++) {
    if (round > 0) say(`round ${round} of ${rounds}: a code, and the first byte`);
    const start = performance.now();
    const sender = processes.start([SLUICE, "send", file, ...here]);
    const [, code] = await sender.says(CODE);
    const printed = seconds(start);
    const entered = performance.now();
    const receiver = new Deno.Command(SLUICE, {
      args: ["receive", code!, ...here, "--yes", "--stdout"],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const content = receiver.stdout.getReader();
    const { value } = await content.read();
    const came = seconds(entered);
    if (value?.[0] !== 0x61) throw new Error("receive by code: not what was sent");
    await content.cancel();
    await Promise.all([receiver.status, sender.ended]);
    if (round === 0) continue;
    taken.code.push(printed);
    taken.byte.push(came);
  }
  await Deno.remove(file);
  return taken;
}
