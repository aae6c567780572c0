// Reports of what discovery cannot do, on a machine of a network that the test creates and removes.

import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { Lan, noLan } from "./lan.ts";

const reason = await noLan();
const options = { ignore: reason !== undefined, sanitizeResources: false, sanitizeOps: false };

/** The first letters of each line of advice. */
const COMMANDS: [words: string[], advice: string][] = [
  [["send", "x"], "If the receiver does not find this machine, run "],
  [["receive", "7-orbit-lemon", "--yes"], "If the sender is not found, add --from HOST "],
  [["peers"], "Some senders may be missing; "],
];

/** A problem of a machine, and how it is reported. */
interface Case {
  name: string;
  breakIt: (lan: Lan) => Promise<unknown>;
  message: string;
  /** Whether the advice to use an address is printed. @default {true} */
  advised?: boolean;
  doctor: RegExp;
}

const CASES: Case[] = [
  {
    name: "another program has the port",
    async breakIt(lan) {
      await (await lan.probe("ada", "take_port.ts")).waitFor(/^taken$/m, "out");
    },
    message: "Another program uses UDP port 7584 (IPv4), so other machines are not heard",
    doctor: /^BAD {2}multicast, eth0 IPv4 {2}not received: cannot listen on UDP port 7584$/m,
  },
  {
    name: "the system refuses to join the group",
    breakIt: (lan) => lan.start("ada", "sysctl", "-qw", "net.ipv4.igmp_max_memberships=0").ended,
    message: "Cannot join the multicast group on lo IPv4, eth0 IPv4: addMembership EINVAL",
    doctor: /^BAD {2}multicast, eth0 IPv4 {2}[Cc]annot join the multicast group on eth0 IPv4: /m,
  },
  {
    name: "there is no network",
    breakIt: (lan) => lan.ip("ada", "link", "del", "eth0"),
    message: "this machine is on no network but its own; connect it, and begin again",
    advised: false,
    doctor: /^BAD {2}networks +none; /m,
  },
];

for (const { name, breakIt, message, advised = true, doctor } of CASES) {
  Deno.test(
    { ...options, name: `${name}: reported by send, receive, peers and doctor` },
    async () => {
      await using lan = await Lan.create("ipv4");
      await breakIt(lan);
      const folder = await Deno.makeTempDir({ prefix: "sluice-lan-" });
      try {
        await Deno.writeTextFile(join(folder, "x"), "x");
        for (const [[command = "", ...words], advice] of COMMANDS) {
          const args = words.map((word) => word === "x" ? join(folder, word) : word);
          const program = await lan.sluice("ada", command, ...args, "--quiet", "--json");
          await program.waitFor(/^Warning: .*\n(?!Warning)/m);
          if (advised) await program.waitFor(new RegExp(`^${advice}.*\n`, "m"));
          if (command !== "peers") program.kill("SIGINT");
          const { err, out } = await program.ended;
          const lines = err.split("\n").filter((line) => /^(Warning|If|Some senders)/.test(line));
          assertEquals(lines.length, advised ? 2 : 1, err);
          assertEquals(lines[0], `Warning: ${message}`);
          const events = out.split("\n").filter((line) => line.includes("discovery_problem"));
          assertEquals(events.map((line) => JSON.parse(line)), [
            { event: "discovery_problem", message },
          ]);
        }
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
      const { code, out } = await (await lan.sluice("ada", "doctor")).ended;
      assertEquals(code, 1);
      assertMatch(out, doctor);
    },
  );
}
