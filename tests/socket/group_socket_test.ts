import { assert, assertEquals, assertRejects } from "@std/assert";
import { CallerError } from "../../lib/errors.ts";
import type { DatagramSocket } from "../../lib/socket/datagram.ts";
import { groupSocket, isMulticast } from "../../lib/socket/group_socket.ts";
import { interfaceNamed } from "../../lib/socket/interface_named.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const lo = { name: "lo", ipv4: "127.0.0.1" };
const group = (host: string, port = 0) => ({ scheme: "udp", host, port }) as const;
const sender = () => groupSocket(group("0.0.0.0"), { interface: lo });

async function heard(socket: DatagramSocket): Promise<string> {
  return new TextDecoder().decode((await socket.receive())!.bytes);
}

Deno.test("every member of a group on a machine receives, and answers the sender alone", async () => {
  using one = await groupSocket(group("239.1.2.3"), { interface: lo });
  using other = await groupSocket(group("239.1.2.3", one.port), { interface: lo });
  using from = await sender();
  for (const text of ["hello", ""]) {
    await from.send(bytes(text), one.address);
    for (const member of [one, other]) {
      const { bytes, from: source } = (await member.receive())!;
      assertEquals(new TextDecoder().decode(bytes), text);
      await member.send(bytes, source);
      assertEquals(await heard(from), text);
    }
  }
});

Deno.test({
  name: "a member of a group does not receive what another group on its port gets",
  // Windows cannot bind a group.
  ignore: Deno.build.os === "windows",
  async fn() {
    using one = await groupSocket(group("239.1.2.3"), { interface: lo });
    using other = await groupSocket(group("239.1.2.4", one.port), { interface: lo });
    using from = await sender();
    await from.send(bytes("to the other"), other.address);
    await from.send(bytes("to the one"), one.address);
    assertEquals(await heard(one), "to the one");
    assertEquals(await heard(other), "to the other");
  },
});

Deno.test("resolves a pending receive when it is closed, twice without harm", async () => {
  const member = await groupSocket(group("239.1.2.3"), { interface: lo });
  const waiting = member.receive();
  member.close();
  member.close();
  assertEquals([await waiting, await member.receive()], [undefined, undefined]);
});

Deno.test("rejects a datagram that is too large", async () => {
  using from = await sender();
  await assertRejects(() => from.send(new Uint8Array(65_508), "udp://239.1.2.3:9"), RangeError);
});

Deno.test("a group of one link needs an interface, and IPv4 an interface with an address", async () => {
  const refused = (host: string, name?: string) =>
    assertRejects(
      () =>
        groupSocket(
          group(host),
          name === undefined ? {} : { interface: { name, ipv4: undefined } },
        ),
      CallerError,
    );
  assertEquals(
    (await refused("ff12::1")).message,
    "The group ff12::1 is of one link: name its interface, as in [ff12::1%eth0]",
  );
  assertEquals(
    (await refused("239.1.2.3", "tun0")).message,
    'The interface "tun0" has no IPv4 address; use another',
  );
});

Deno.test("finds an interface by its name, and names all others", () => {
  const all = [
    { name: "eth0", family: "IPv6", address: "fe80::1" },
    { name: "eth0", family: "IPv4", address: "192.0.2.1" },
    { name: "tun0", family: "IPv6", address: "fe80::2" },
  ] as const;
  assertEquals(interfaceNamed("eth0", all), { name: "eth0", ipv4: "192.0.2.1" });
  assertEquals(interfaceNamed("tun0", all), { name: "tun0", ipv4: undefined });
  let message = "";
  try {
    interfaceNamed("eth1", all);
  } catch (error) {
    message = (error as Error).message;
  }
  assert(message.endsWith('not "eth1"; there are: eth0, tun0'), message);
});

Deno.test("knows multicast addresses", () => {
  for (const host of ["224.0.0.1", "239.255.255.255", "ff02::1%eth0", "::ffff:224.0.0.1"]) {
    assert(isMulticast(host), host);
  }
  for (const host of ["223.255.255.255", "240.0.0.1", "255.255.255.255", "fe80::1", "::", "a"]) {
    assert(!isMulticast(host), host);
  }
});
