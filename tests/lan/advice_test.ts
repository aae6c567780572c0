// What both sides say once their peer is late, which takes a while: the scenes run at the same time.

import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { ADVICE_DELAY } from "../../lib/limits.ts";
import type { Program } from "../support/program.ts";
import { Lan, noFirewall, noLan } from "./lan.ts";
import { assertArrived, codeOf, exitOf, folders } from "./letters.ts";

const reason = await noLan() ?? await noFirewall();
if (reason) console.warn(`tests/lan: skipped: ${reason}`);
const options = { ignore: reason !== undefined, sanitizeResources: false, sanitizeOps: false };
const PATIENCE = ADVICE_DELAY + 30_000;

/** Receives with the command that the sender shows. */
async function follow(lan: Lan, sender: Program, advice: string, into: string): Promise<void> {
  const [, ...words] = advice.split(" ");
  const receiver = await lan.sluice("bob", ...words, "--into", into, "--yes");
  assertEquals([await exitOf(receiver), await exitOf(sender)], [0, 0], receiver.said);
  await assertArrived(into);
}

const SCENES: [name: string, run: () => Promise<void>][] = [
  ["where nothing finds it, both sides say so, and --from works", async () => {
    await using lan = await Lan.create("dual");
    await lan.drop("ip daddr 224.0.0.0/4", "ip daddr 10.77.0.255", "ip6 daddr ff12::/16");
    await using dirs = await folders();
    const sender = await lan.sluice("ada", "send", dirs.source);
    const code = await codeOf(sender);
    const lost = await lan.sluice("bob", "receive", code, "--into", dirs.into, "--yes");
    const late = /No sender with that code yet; still looking\. Try --from HOST/;
    await lost.waitFor(late, "err", PATIENCE);
    const command = /^ {2}(sluice receive .*--from 10\.77\.0\.1)$/m;
    const [, advice = ""] = await sender.waitFor(command, "err", PATIENCE);
    lost.kill("SIGINT");
    assertEquals(await exitOf(lost), 130);
    await follow(lan, sender, advice, dirs.into);
  }],
  ["an address of the link is dialled with its zone, as the sender shows it", async () => {
    await using lan = await Lan.create("ipv6");
    await lan.drop("ip6 daddr ff12::/16");
    await using dirs = await folders();
    const sender = await lan.sluice("ada", "send", dirs.source);
    const command = /^ {2}(sluice receive .*--from (fe80::\S+))$/m;
    const [, advice = ""] = await sender.waitFor(command, "err", PATIENCE);
    await follow(lan, sender, advice, dirs.into);
  }],
  ["escapes the name of an interface", async () => {
    await using lan = await Lan.create("ipv6");
    const name = "e\x1b[31mx";
    await lan.ip("ada", "link", "set", "eth0", "down");
    await lan.ip("ada", "link", "set", "eth0", "name", name);
    await lan.ip("ada", "link", "set", name, "up");
    const doctor = await (await lan.sluice("ada", "doctor")).ended;
    await using sender = await lan.sluice("ada", "send", join(import.meta.dirname!, "lan.ts"));
    await sender.waitFor(
      /--from HOST\nAddresses of this machine: fe80::\S+%e\\x1b\[31mx\n/,
      "err",
      PATIENCE,
    );
    assertEquals((doctor.out + doctor.err + sender.said).includes("\x1b"), false);
  }],
];

let running: Promise<void>[] | undefined;
for (const [at, [name]] of SCENES.entries()) {
  Deno.test({ ...options, name, timeout: 2 * PATIENCE }, async () => {
    running ??= SCENES.map(([, run]) => {
      const scene = run();
      // Its own test reports the failure.
      scene.catch(() => {});
      return scene;
    });
    await running[at];
  });
}
