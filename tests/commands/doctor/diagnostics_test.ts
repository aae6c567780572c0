// On the loopback interface only: other interfaces belong to tests/lan, in namespaces of its own.

import { assertEquals, assertMatch } from "@std/assert";
import { Socket } from "node:dgram";
import { diagnose, type Finding } from "../../../commands/doctor/diagnostics.ts";
import { usableNetworks } from "../../../lib/discovery/networks.ts";
import { failing } from "../../discovery/failing_socket.ts";

const ignore = usableNetworks().every(({ name }) => name !== "lo");

/** What is found on the loopback interface, but for what has nothing to do with multicast. */
async function findings(): Promise<Finding[]> {
  const found = await Array.fromAsync(diagnose("lo"));
  return found.filter(({ name }) => /^(multicast|UDP port)/.test(name));
}

Deno.test({ name: "where nothing is wrong, this machine hears itself", ignore }, async () => {
  assertEquals(await findings(), [
    { name: "multicast, lo IPv4", ok: true, text: "sent, and heard by this machine itself" },
  ]);
});

Deno.test({ name: "a runtime without multicast is no firewall", ignore }, async () => {
  using _join = failing(Socket.prototype, "addMembership", "EINVAL");
  using _send = failing(Socket.prototype, "setMulticastInterface", "ERR_NOT_IMPLEMENTED");
  assertEquals(await findings(), [{
    name: "multicast",
    ok: false,
    text: `this runtime (Deno ${Deno.version.deno}) cannot join multicast groups; a newer one can`,
  }]);
});

Deno.test({ name: "a group that cannot be joined is no firewall", ignore }, async () => {
  using _ = failing(Socket.prototype, "addMembership", "ENODEV");
  const [{ ok, text } = {} as Finding, ...more] = await findings();
  assertEquals([ok, more], [false, []]);
  assertMatch(text, /^cannot join the multicast group on lo IPv4: addMembership ENODEV(; |$)/);
});

Deno.test({ name: "a port that cannot be had is no firewall", ignore }, async () => {
  using _ = failing(Socket.prototype, "bind", "EADDRINUSE");
  assertEquals(await findings(), [{
    name: "UDP port 7584, IPv4",
    ok: false,
    text: "another program has UDP port 7584 (IPv4), which other machines are heard on",
  }, {
    name: "multicast, lo IPv4",
    ok: false,
    text: "cannot send to the multicast group from lo IPv4: bind EADDRINUSE",
  }]);
});
