import { assertEquals } from "@std/assert";
import { broadcastOf, isOnLink, type Network } from "../../lib/discovery/network.ts";

const net = (address: string, prefix: number): Network => ({
  name: "eth0",
  family: address.includes(":") ? "IPv6" : "IPv4",
  address,
  prefix,
});

const ON_LINK: [string, Network, boolean][] = [
  ["192.0.2.77", net("192.0.2.1", 24), true],
  ["192.0.3.77", net("192.0.2.1", 24), false],
  ["192.0.3.77", net("192.0.2.1", 23), true],
  ["192.0.2.9", net("192.0.2.1", 29), false],
  ["192.0.2.7", net("192.0.2.1", 29), true],
  ["8.8.8.8", net("192.0.2.1", 24), false],
  ["fe80::5%eth0", net("fe80::1", 64), true],
  ["fe80::5", net("fe80::1", 64), true],
  ["2001:db8::5", net("fe80::1", 64), false],
  ["fe80::5", net("192.0.2.1", 0), false],
  ["8.8.8.8", net("192.0.2.1", 0), true],
  ["::ffff:c000:24d", net("192.0.2.1", 24), true],
  ["garbage", net("192.0.2.1", 24), false],
];
for (const [address, network, expected] of ON_LINK) {
  Deno.test(`${address} is ${expected ? "" : "not "}on ${network.address}/${network.prefix}`, () => {
    assertEquals(isOnLink(address, [network]), expected);
    assertEquals(isOnLink(address, []), false);
  });
}

Deno.test("returns the last address of a network as its broadcast address", () => {
  assertEquals(broadcastOf(net("192.0.2.5", 24)), "192.0.2.255");
  assertEquals(broadcastOf(net("192.0.2.5", 20)), "192.0.15.255");
  assertEquals(broadcastOf(net("10.1.2.3", 8)), "10.255.255.255");
  assertEquals(broadcastOf(net("192.0.2.5", 30)), "192.0.2.7");
  assertEquals(broadcastOf(net("192.0.2.5", 31)), undefined);
  assertEquals(broadcastOf(net("fe80::1", 64)), undefined);
});
