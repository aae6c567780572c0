import { assertEquals } from "@std/assert";
import { Socket } from "node:dgram";
import { announce } from "../../lib/discovery/announce.ts";
import { find } from "../../lib/discovery/find.ts";
import type { Network } from "../../lib/discovery/network.ts";
import { usableNetworks } from "../../lib/discovery/networks.ts";
import {
  describeProblems,
  type DiscoveryProblem,
  lacksMulticast,
} from "../../lib/discovery/problem.ts";
import { failing } from "./failing_socket.ts";
import { needing } from "../support/needs.ts";

const eth: Network = { name: "eth0", family: "IPv4", address: "192.0.2.1", prefix: 24 };
const eth6: Network = { name: "eth0", family: "IPv6", address: "fe80::1", prefix: 64 };
const both = [eth, eth6];

function problem(
  attempted: DiscoveryProblem["attempted"],
  where: string,
  code: string,
): DiscoveryProblem {
  return { attempted, where, error: Object.assign(new Error(`said ${code}`), { code }) };
}

const OLD_RUNTIME = both.flatMap(({ name, family }) => [
  problem("join", `${name} ${family}`, "EINVAL"),
  problem("send", `${name} ${family}`, "ERR_NOT_IMPLEMENTED"),
]);
const LACK =
  `This runtime (Deno ${Deno.version.deno}) cannot join multicast groups; use a newer one`;

Deno.test("names a runtime without multicast as the cause, once", () => {
  assertEquals(lacksMulticast(OLD_RUNTIME, both), true);
  assertEquals(describeProblems(OLD_RUNTIME, both), [LACK]);
  const alone = [problem("join", "eth0 IPv4", "ENOSYS")];
  assertEquals(describeProblems(alone, [eth]), [LACK]);
});

Deno.test("describes other problems besides the lack of the runtime", () => {
  const taken = problem("listen", "IPv6", "EACCES");
  const down = problem("send", "eth0 IPv4", "EADDRNOTAVAIL");
  assertEquals(describeProblems([...OLD_RUNTIME, taken, down], both), [
    LACK,
    "Cannot listen on UDP port 7584 (IPv6): said EACCES",
    "Cannot send to the multicast group from eth0 IPv4: said EADDRNOTAVAIL",
  ]);
});

Deno.test("does not blame the runtime for an error of the system", () => {
  // Deno 2.9 reports EINVAL also if the system has no room for another membership.
  const refused = both.map(({ name, family }) => problem("join", `${name} ${family}`, "EINVAL"));
  assertEquals(lacksMulticast(refused, both), false);
  assertEquals(describeProblems(refused, both), [
    "Cannot join the multicast group on eth0 IPv4, eth0 IPv6: said EINVAL",
  ]);
});

Deno.test("names the network that failed", () => {
  const [join, send] = OLD_RUNTIME;
  assertEquals(lacksMulticast([join!, send!], both), false);
  assertEquals(describeProblems([join!, send!], both), [
    "Cannot join the multicast group on eth0 IPv4: said EINVAL",
    "Cannot send to the multicast group from eth0 IPv4: said ERR_NOT_IMPLEMENTED",
  ]);
});

Deno.test("describes a port in use once for both protocols", () => {
  const taken = ["IPv4", "IPv6"].map((family) => problem("listen", family, "EADDRINUSE"));
  assertEquals(describeProblems(taken, both), [
    "Another program uses UDP port 7584 (IPv4, IPv6), so other machines are not heard",
  ]);
});

Deno.test("describes the lack of networks, and nothing without problems", () => {
  assertEquals(describeProblems([], both), []);
  assertEquals(describeProblems([], []), [
    "This machine has no IPv4 and no link-local IPv6 address; connect it to a network",
  ]);
});

const networks = usableNetworks().filter(({ name }) => name === "lo");
const instance = new Uint8Array(8).fill(3);
const FAILURES: [method: "addMembership" | "setMulticastInterface" | "bind", string][] = [
  ["addMembership", "join lo IPv4"],
  ["setMulticastInterface", "send lo IPv4"],
  ["bind", "listen IPv4, send lo IPv4"],
];

for (const [method, expected] of FAILURES) {
  Deno.test({
    ...needing(
      `announcing and asking both report that ${method} fails`,
      networks.length === 0 && "network with multicast",
    ),
  }, async () => {
    using _ = failing(Socket.prototype, method, "ENODEV");
    const announcer = await announce({ channel: 911, port: 1, instance }, networks);
    const finder = await find({ channel: 911, networks, onFound() {} });
    announcer.close();
    finder.close();
    for (const { problems } of [announcer, finder]) {
      const told = problems.map(({ attempted, where }) => `${attempted} ${where}`);
      assertEquals(told.join(", "), expected);
      assertEquals(problems.every(({ error }) => error.message === `${method} ENODEV`), true);
    }
  });
}
