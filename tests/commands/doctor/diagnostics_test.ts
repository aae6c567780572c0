// On the loopback interface only: tests/lan tests others, in namespaces of its own.

import { assertEquals, assertMatch } from "@std/assert";
import { Socket } from "node:dgram";
import { diagnose, type Finding } from "../../../commands/doctor/diagnostics.ts";
import { usableNetworks } from "../../../lib/discovery/networks.ts";
import { failing } from "../../discovery/failing_socket.ts";

const ignore = usableNetworks().every(({ name }) => name !== "lo");

/** The findings on the loopback interface, without those unrelated to multicast. */
async function findings(): Promise<Finding[]> {
  const found = await Array.fromAsync(diagnose("lo", new AbortController().signal));
  return found.filter(({ name }) => /^(multicast|UDP port)/.test(name));
}

Deno.test(
  { name: "without problems, this machine receives its own announcement", ignore },
  async () => {
    assertEquals(await findings(), [
      {
        name: "multicast, lo IPv4",
        ok: true,
        text: "works: this machine receives its own announcement",
      },
    ]);
  },
);

Deno.test(
  { name: "a runtime without multicast is not reported as a firewall", ignore },
  async () => {
    using _join = failing(Socket.prototype, "addMembership", "EINVAL");
    using _send = failing(Socket.prototype, "setMulticastInterface", "ERR_NOT_IMPLEMENTED");
    assertEquals(await findings(), [{
      name: "multicast",
      ok: false,
      text:
        `This runtime (Deno ${Deno.version.deno}) cannot join multicast groups; use a newer one`,
    }]);
  },
);

Deno.test(
  { name: "a group that cannot be joined is not reported as a firewall", ignore },
  async () => {
    using _ = failing(Socket.prototype, "addMembership", "ENODEV");
    const [{ ok, text } = {} as Finding, ...more] = await findings();
    assertEquals([ok, more], [false, []]);
    assertMatch(text, /^Cannot join the multicast group on lo IPv4: addMembership ENODEV(; |$)/);
  },
);

Deno.test(
  { name: "a port that cannot be bound is not reported as a firewall", ignore },
  async () => {
    using _ = failing(Socket.prototype, "bind", "EADDRINUSE");
    assertEquals(await findings(), [{
      name: "UDP port 7584, IPv4",
      ok: false,
      text: "Another program uses UDP port 7584 (IPv4), so other machines are not heard",
    }, {
      name: "multicast, lo IPv4",
      ok: false,
      text: "Cannot send to the multicast group from lo IPv4: bind EADDRINUSE",
    }]);
  },
);
