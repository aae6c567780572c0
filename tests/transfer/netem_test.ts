import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { removeTree } from "../../lib/file/staging/remove_tree.ts";
import { Random } from "../chaos/random.ts";
import { differences, makeTree, readTree } from "../chaos/tree.ts";
import { pause } from "../support/wait.ts";
import { joinHosts, whyNoHosts, whyNoNetem } from "./two_hosts.ts";

const noHosts = await whyNoHosts();
const noNetem = noHosts ?? await whyNoNetem();
const name = (sentence: string, why: string | undefined) =>
  why === undefined ? sentence : `${sentence} (left out: ${why})`;

/** Sends a tree from one host to the other while `during` acts on the network. */
async function sendAcross(
  options: { netem?: string[]; limit: string },
  during: (setLink: (state: "up" | "down") => Promise<void>) => Promise<void>,
): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "sluice-netem-" });
  try {
    const names = makeTree(new Random(11), join(folder, "source"), false);
    Deno.writeFileSync(join(folder, "source/bulk"), new Random(12).bytes(3 * 2 ** 20));
    await using hosts = await joinHosts(options.netem);
    const receiver = await hosts.start("b", folder, [
      "receive",
      "--listen",
      `${hosts.addressOf.b}:0`,
      "--plain",
      "--yes",
      "--accept-name=.hidden",
      "--once",
      "--into",
      "inbox",
    ]);
    const [, port] = await receiver.waitFor(/^Listening on tcp:.*:(\d+)$/m);
    const sender = await hosts.start("a", join(folder, "source"), [
      "send",
      "--to",
      `${hosts.addressOf.b}:${port}`,
      "--plain",
      "--json",
      "--limit",
      options.limit,
      "--",
      ...names,
      "bulk",
    ]);
    await sender.waitFor(/"event":"progress"/, "out");
    await during(hosts.setLink);
    const ends = await Promise.all([sender.ended, receiver.ended]);
    assertEquals(ends.map(({ code }) => code), [0, 0], ends.map(({ err }) => err).join("\n"));
    const trees = ["inbox", "source"].map((part) => readTree(join(folder, part)));
    assertEquals(differences(trees[0]!, trees[1]!), []);
  } finally {
    removeTree(folder);
  }
}

Deno.test({
  name: name("a tree arrives whole over a wire that loses, delays and reorders", noNetem),
  ignore: noNetem !== undefined,
  fn: () =>
    sendAcross({
      netem: ["delay", "10ms", "5ms", "loss", "2%", "reorder", "10%", "50%"],
      limit: "20M",
    }, async () => {}),
});

Deno.test({
  name: name("a tree arrives whole although the wire is unplugged for a second", noHosts),
  ignore: noHosts !== undefined,
  fn: () =>
    sendAcross({ limit: "3M" }, async (setLink) => {
      await setLink("down");
      // The second that the test is about.
      await pause(1000);
      await setLink("up");
    }),
});
