/** `sluice receive --localsend` on a network of its own, found by its announcements. */

import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { configInForce } from "../../../../scripts/closed_network.ts";
import { Lan, noLan } from "../../../lan/lan.ts";
import { temporaryFolder } from "../../../support/folder.ts";
import { commandLine } from "../../../support/program.ts";
import { until } from "../../../support/wait.ts";

const reason = await noLan();
if (reason) console.warn(`tests/web/localsend/receive/lan_test.ts: skipped: ${reason}`);

/** Starts the receiver, finds it from another machine, and sends it a file. */
async function found(lan: Lan, isTaken: boolean): Promise<{ place: string; err: string }> {
  await using folder = await temporaryFolder();
  const words = ["receive", "--localsend", "--yes", "--once", "--alias", "here"];
  const line = await commandLine([...words, "--into", join(folder.path, "in")]);
  const env = { NO_COLOR: "1", XDG_STATE_HOME: folder.path };
  const receiver = lan.startWith("bob", line, { env });
  await receiver.waitFor(/Waiting for a LocalSend device/);
  const config = `--config=${await configInForce()}`;
  const probe = fileURLToPath(new URL("lan_probe.ts", import.meta.url));
  const sender = lan.start("ada", Deno.execPath(), "run", "-A", "--no-check", config, probe);
  const { code, out, err } = await sender.ended;
  assertEquals(code, 0, err);
  const [place, statuses] = out.split("\n");
  assertEquals(statuses, "200");
  assertEquals((await receiver.ended).code, 0, receiver.err);
  assertEquals(/is in use/.test(receiver.err), isTaken, receiver.err);
  assertEquals(await Deno.readTextFile(join(folder.path, "in/a")), "a");
  return { place: place!, err: receiver.err };
}

Deno.test({
  name: "is found by its announcements at its usual port",
  ignore: reason !== undefined,
  async fn() {
    await using lan = await Lan.create("ipv4");
    const { place, err } = await found(lan, false);
    assertEquals(place, `here https ${lan.address("bob")} 53317`);
    assertMatch(err, /^ {2}10\.77\.0\.2:53317 \(eth0\)$/m);
  },
});

Deno.test({
  name: "takes another port where an application has the usual one, and is found there",
  ignore: reason !== undefined,
  async fn() {
    await using lan = await Lan.create("dual");
    const script =
      "const held = Deno.listen({ port: 53317 }); console.log('held'); for await (const _ of held);";
    const holder = lan.start("bob", Deno.execPath(), "eval", "--no-config", script);
    await until(() => holder.out.includes("held"), "the port is taken");
    const { place, err } = await found(lan, true);
    const [, port] = /^here https \S+ (\d+)$/.exec(place) ?? [];
    assertMatch(err, new RegExp(`^Port 53317 is in use, .* listening on ${port}, `, "m"));
  },
});
