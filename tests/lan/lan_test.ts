// The real program on three machines of a network that the test creates and removes. No packet
// leaves it.

import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { killHard, largeContent, staged } from "../support/killed.ts";
import type { Program } from "../support/program.ts";
import { type Family, type Host, Lan, noFirewall, noLan } from "./lan.ts";
import { nothingMore } from "../support/wait.ts";
import { assertArrived, codeOf, CONTENT, exitOf, folders } from "./letters.ts";

const reason = await noLan();
if (reason) console.warn(`tests/lan: skipped: ${reason}`);
const options = { ignore: reason !== undefined, sanitizeResources: false, sanitizeOps: false };
const unarmed = await noFirewall();

/** The options of a test in which the switch drops packets. */
function dropping(name: string): typeof options & { name: string } {
  if (unarmed === undefined || reason !== undefined) return { ...options, name };
  return { ...options, name: `${name} (skipped: ${unarmed})`, ignore: true };
}

async function transfer(
  lan: Lan,
  from: Host,
  to: Host,
): Promise<{ sender: Program; receiver: Program }> {
  await using dirs = await folders();
  const sender = await lan.sluice(from, "send", dirs.source);
  const code = await codeOf(sender);
  const receiver = await lan.sluice(to, "receive", code, "--into", dirs.into, "--yes");
  assertEquals([await exitOf(receiver), await exitOf(sender)], [0, 0], receiver.said + sender.said);
  await assertArrived(dirs.into);
  return { sender, receiver };
}

for (const family of ["ipv4", "ipv6", "dual"] as Family[]) {
  Deno.test({ ...options, name: `${family}: transfers by a code alone` }, async () => {
    await using lan = await Lan.create(family);
    const { receiver } = await transfer(lan, "ada", "bob");
    const expected = family === "ipv6" ? "fe80::" : family === "ipv4" ? "10.77.0.1" : " offers ";
    assertStringIncludes(receiver.said, expected);
  });

  Deno.test(
    { ...options, name: `${family}: found within half a second, whichever side is first` },
    async () => {
      await using lan = await Lan.create(family);
      await using dirs = await folders();
      const sender = await lan.sluice("ada", "send", dirs.source);
      const code = await codeOf(sender);
      const channel = code.split("-")[0]!;
      // On an idle network and machine: a busy one gets some more attempts.
      let time = Infinity;
      for (let attempt = 0; time >= 500 && attempt < 10; attempt++) {
        const probe = await lan.probe("bob", "find_probe.ts", channel);
        time = Number((await probe.waitFor(/^found (\d+) /m, "out"))[1]);
      }
      assert(time < 500, `${time} ms`);
      const peers = await lan.sluice("eve", "peers");
      await peers.ended;
      assertStringIncludes(peers.said, `${channel}\ttcp://`);
    },
  );
}

Deno.test(
  { ...options, name: "a receiver that was first finds a sender that is started later" },
  async () => {
    await using lan = await Lan.create("dual");
    const looking = await lan.probe("bob", "find_probe.ts", "77");
    // The first queries (lib/discovery/find.ts) are over by then, and the next comes a second
    // later: the announcement of the sender is found.
    await nothingMore();
    const stranger = await lan.probe("ada", "false_sender.ts", "stranger", "77");
    await stranger.waitFor(/^ready$/m, "out");
    await looking.waitFor(/^found /m, "out");
  },
);

Deno.test({
  ...options,
  name: "does not answer queries from another network, even if there is a route to it",
}, async () => {
  await using lan = await Lan.create("ipv4");
  await using dirs = await folders();
  await lan.ip("eve", "addr", "add", "10.99.0.3/24", "dev", "eth0");
  await lan.ip("ada", "route", "add", "10.99.0.0/24", "dev", "eth0");
  const sender = await lan.sluice("ada", "send", dirs.source);
  const channel = (await codeOf(sender)).split("-")[0]!;
  await (await lan.sluice("bob", "peers")).waitFor(new RegExp(`^${channel}\t`, "m"), "out");
  // The second query is answered; the first came before it.
  const asking = await lan.probe("eve", "ask_probe.ts", channel, "10.99.0.3", lan.address("eve"));
  assertEquals((await asking.ended).out, `answered ${lan.address("eve")}\n`);
});

Deno.test({
  ...dropping("where multicast is dropped, the broadcast address finds the sender"),
}, async () => {
  await using lan = await Lan.create("ipv4");
  await lan.drop("ip daddr 224.0.0.0/4");
  await transfer(lan, "ada", "bob");
});

Deno.test(
  { ...options, name: "finds the right one of two senders on one channel" },
  async () => {
    await using lan = await Lan.create("dual");
    await using dirs = await folders();
    const sender = await lan.sluice("ada", "send", dirs.source);
    const code = await codeOf(sender);
    const stranger = await lan.probe("eve", "false_sender.ts", "stranger", code.split("-")[0]!);
    await stranger.waitFor(/^ready$/m, "out");
    const receiver = await lan.sluice("bob", "receive", code, "--into", dirs.into, "--yes");
    assertEquals([await exitOf(receiver), await exitOf(sender)], [0, 0], receiver.said);
    await assertArrived(dirs.into);
  },
);

Deno.test({ ...options, name: "tries a sender again that was busy" }, async () => {
  await using lan = await Lan.create("ipv4");
  const sender = await lan.probe("ada", "false_sender.ts", "busy", "7", "orbit-lemon");
  await sender.waitFor(/^ready$/m, "out");
  await lan.sluice("bob", "receive", "7-orbit-lemon", "--yes");
  await sender.waitFor(/^visited\nvisited\nmet$/m, "out");
});

Deno.test({
  ...options,
  name: "a sender that is not the one it announces is shown no guess",
}, async () => {
  await using lan = await Lan.create("ipv4");
  const impostor = await lan.probe("eve", "false_sender.ts", "impostor", "7", "orbit-lemon");
  await impostor.waitFor(/^ready$/m, "out");
  const receiver = await lan.sluice("bob", "receive", "7-orbit-lemon", "--yes", "--json");
  await receiver.waitFor(/"candidate_failed".*not the sender that it claims to be/, "out");
  // With a guess it would have completed the handshake, because it knows the words.
  await impostor.waitFor(/^visited\ncut$/m, "out");
});

Deno.test({
  ...options,
  name: "a sender on another network is not tried, even where there is a way to it",
}, async () => {
  await using lan = await Lan.create("ipv4");
  await lan.ip("eve", "addr", "add", "10.99.0.3/24", "dev", "eth0");
  await lan.ip("bob", "route", "add", "10.99.0.0/24", "dev", "eth0");
  const looking = await lan.probe("bob", "find_probe.ts", "77");
  await looking.waitFor(/^looking$/m, "out");
  // The second announcement is used; the first came before it.
  const telling = await lan.probe("eve", "tell_probe.ts", "77", "10.99.0.3", lan.address("eve"));
  const [found] = await looking.waitFor(/^found \d+ (\S+)/m, "out");
  assertStringIncludes(found, lan.address("eve"));
  telling.kill("SIGTERM");
});

for (const kind of ["copycat", "storm"]) {
  Deno.test({ ...options, name: `a false sender costs time only: ${kind}` }, async () => {
    await using lan = await Lan.create("ipv4");
    await using dirs = await folders();
    const sender = await lan.sluice("ada", "send", dirs.source);
    const code = await codeOf(sender);
    const liar = await lan.probe("eve", "false_sender.ts", kind, code.split("-")[0]!);
    await liar.waitFor(kind === "copycat" ? /^copied$/m : /^ready$/m, "out");
    const receiver = await lan.sluice("bob", "receive", code, "--into", dirs.into, "--yes");
    assertEquals([await exitOf(receiver), await exitOf(sender)], [0, 0], receiver.said);
    await assertArrived(dirs.into);
    assertFalse(/wrong code/i.test(sender.said), sender.said);
  });
}

Deno.test({
  ...options,
  name: "a wrong code, entered once, costs the sender with two addresses one guess",
}, async () => {
  await using lan = await Lan.create("dual");
  await using dirs = await folders();
  const sender = await lan.sluice("ada", "send", dirs.source);
  const channel = (await codeOf(sender)).split("-")[0]!;
  const words = ["receive", `${channel}-zoo-zoo`, "--into", dirs.into, "--yes"];
  const receiver = await lan.sluice("bob", ...words);
  assertEquals(await exitOf(receiver), 1);
  assertStringIncludes(receiver.said, "Wrong code");
  await sender.waitFor(/Wrong code entered at .*; 2 tries left/);
  assertEquals(sender.said.match(/Wrong code entered/g)?.length, 1);
});

for (const family of ["ipv4", "ipv6"] as Family[]) {
  Deno.test({
    ...options,
    name: `${family}: a receiver that was killed resumes with the same code`,
  }, async () => {
    await using lan = await Lan.create(family);
    await using dirs = await folders();
    await Deno.writeFile(join(dirs.source, "large"), largeContent());
    const sender = await lan.sluice("ada", "send", dirs.source, "--limit", "2M");
    const command = ["receive", await codeOf(sender), "--into", dirs.into, "--yes"];
    const first = await lan.sluice("bob", ...command);
    await staged(dirs.into, "confidential-letters/large", 1 << 20);
    await killHard(first);
    const second = await lan.sluice("bob", ...command);
    assertEquals([await exitOf(second), await exitOf(sender)], [0, 0], second.said + sender.said);
    await assertArrived(dirs.into);
    const large = await Deno.readFile(join(dirs.into, "confidential-letters", "large"));
    assertEquals(large, largeContent());
    assertFalse(/wrong code/.test(sender.said + second.said), sender.said + second.said);
  });
}

Deno.test({
  ...options,
  name:
    "a receiver that retries costs a restarted sender no guess, and brings the rest with its code",
}, async () => {
  await using lan = await Lan.create("ipv4");
  await using dirs = await folders();
  await Deno.writeFile(join(dirs.source, "large"), largeContent());
  const first = await lan.sluice("ada", "send", dirs.source, "--limit", "2M");
  const command = (code: string) => ["receive", code, "--into", dirs.into, "--yes", "--json"];
  const waiting = await lan.sluice("bob", ...command(await codeOf(first)));
  await staged(dirs.into, "confidential-letters/large", 1 << 20);
  await killHard(first);
  const second = await lan.sluice("ada", "send", dirs.source);
  const code = await codeOf(second);
  assertEquals(await exitOf(waiting), 75, waiting.said);
  assertStringIncludes(waiting.err, `run: sluice receive NEW-CODE --into ${dirs.into}`);
  const receiver = await lan.sluice("bob", ...command(code));
  assertEquals([await exitOf(receiver), await exitOf(second)], [0, 0], receiver.said + second.said);
  assertMatch(receiver.out, /"path":"confidential-letters\/large","size":4194304,"offset":[1-9]/);
  await assertArrived(dirs.into);
  const said = waiting.err + second.said;
  assertFalse(/wrong code|intercepting/i.test(said), said);
});

Deno.test({
  ...options,
  name: "a code that the receiver could not accept is announced again, and works",
}, async () => {
  await using lan = await Lan.create("dual");
  await using dirs = await folders();
  await Deno.mkdir(join(dirs.into, "confidential-letters"), { recursive: true });
  const sender = await lan.sluice("ada", "send", dirs.source);
  const command = ["receive", await codeOf(sender), "--into", dirs.into];
  const unasked = await lan.sluice("bob", ...command);
  assertEquals(await exitOf(unasked), 77, unasked.said);
  const refused = await lan.sluice("bob", ...command, "--yes");
  assertEquals(await exitOf(refused), 73, refused.said);
  await sender.waitFor(/"confidential-letters" already exists there\. The code still works$/m);
  const receiver = await lan.sluice("eve", ...command, "--yes", "--if-exists", "rename");
  assertEquals([await exitOf(receiver), await exitOf(sender)], [0, 0], receiver.said + sender.said);
  await assertArrived(dirs.into);
  assertFalse(/Wrong code|disconnected/.test(sender.said), sender.said);
});

Deno.test({
  ...options,
  name: "no packet on the switch contains a name, a size, content or the code",
}, async () => {
  await using lan = await Lan.create("dual");
  const capture = await Deno.makeTempFile({ prefix: "sluice-capture-" });
  try {
    const script = new URL("sniff.py", import.meta.url).pathname;
    const sniffer = lan.start("sw", "python3", script, capture);
    await sniffer.waitFor(/^sniffing$/m, "out");
    await using dirs = await folders();
    const sender = await lan.sluice("ada", "send", dirs.source);
    const code = await codeOf(sender);
    const receiver = await lan.sluice("bob", "receive", code, "--into", dirs.into, "--yes");
    assertEquals([await exitOf(receiver), await exitOf(sender)], [0, 0], receiver.said);
    await assertArrived(dirs.into);
    const bytes = new TextDecoder("latin1").decode(await Deno.readFile(capture));
    assert(bytes.length > CONTENT.length, `only ${bytes.length} bytes captured`);
    // Required bytes: without them the capture has missed the session.
    assert(bytes.includes("SLUICE\r\n") && bytes.includes("SLUD"));
    const [, ...words] = code.split("-");
    const secrets = [
      "confidential",
      "letter",
      "lawyer",
      "confidential letter",
      // The size as text, and as eight bytes in either order.
      `${CONTENT.length}`,
      ...[true, false].map((little) => {
        const size = new DataView(new ArrayBuffer(8));
        size.setBigUint64(0, BigInt(CONTENT.length), little);
        return String.fromCharCode(...new Uint8Array(size.buffer));
      }),
      "sha256",
      "sluice/",
      '"names"',
      // A short one would be found in random bytes.
      ...Deno.hostname().length > 5 ? [Deno.hostname()] : [],
      words.join("-"),
      ...words.filter((word) => word.length > 4),
    ];
    for (const secret of secrets) assertFalse(bytes.includes(secret), secret);
  } finally {
    await Deno.remove(capture);
  }
});
