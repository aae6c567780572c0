// On the loopback interface only: other interfaces belong to tests/lan, in namespaces of its own.

import { assert, assertEquals } from "@std/assert";
import { announce } from "../../lib/discovery/announce.ts";
import { usableNetworks } from "../../lib/discovery/networks.ts";
import { codeCompletions } from "../../lib/pairing/complete_code.ts";

const networks = usableNetworks({ name: "lo" });
const ignore = networks.length === 0;
const instance = new Uint8Array(8).fill(9);
const { signal } = new AbortController();

Deno.test("completes the words of a code without asking the network", async () => {
  const complete = (text: string) => codeCompletions(text, [], signal);
  assertEquals(await complete("7-orb"), ["7-orbit"]);
  assertEquals(await complete("7-orbit-lem"), ["7-orbit-lemon"]);
  assertEquals(await complete("7 orb"), ["7 orbit"]);
  assertEquals(await complete("7-orbx"), []);
  assertEquals(await complete("orb"), []);
});

Deno.test({ name: "completes the channels of the senders on the network", ignore }, async () => {
  const announcers = [
    await announce({ channel: 907, port: 1, instance }, networks),
    await announce({ channel: 908, port: 2, instance }, networks),
  ];
  try {
    // The search is short, and a busy machine may answer later.
    let all: string[] = [];
    while (!["907-", "908-"].every((code) => all.includes(code))) {
      all = await codeCompletions("90", networks, signal);
    }
    assertEquals(all, [...all].sort());
    assert((await codeCompletions("908", networks, signal)).every((code) => code === "908-"));
  } finally {
    for (const each of announcers) each.close();
  }
});
