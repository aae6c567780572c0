import { assertEquals } from "@std/assert";
import {
  addressBytes,
  broadcastOf,
  isLinkLocal,
  isOnLink,
  type Network,
} from "../../lib/discovery/network.ts";

const net = (address: string, prefix: number): Network => ({
  name: "eth0",
  family: address.includes(":") ? "IPv6" : "IPv4",
  address,
  prefix,
});

const BYTES: [string, number[] | undefined][] = [
  ["192.0.2.1", [192, 0, 2, 1]],
  ["::ffff:192.0.2.1", [192, 0, 2, 1]],
  ["::1", [...Array(15).fill(0), 1]],
  ["fe80::1:2", [0xfe, 0x80, ...Array(11).fill(0), 1, 0, 2]],
  ["1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]],
  ["::", Array(16).fill(0)],
  ["256.0.0.1", undefined],
  ["1:2:3", undefined],
  ["1::2::3", undefined],
  ["1:2:3:4:5:6:7:8:9", undefined],
  ["fe80::zz", undefined],
  ["host", undefined],
  ["", undefined],
];
for (const [text, expected] of BYTES) {
  Deno.test(`an address is taken apart: ${JSON.stringify(text)}`, () => {
    assertEquals(addressBytes(text), expected);
  });
}

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
  ["garbage", net("192.0.2.1", 24), false],
];
for (const [address, network, expected] of ON_LINK) {
  Deno.test(`${address} is ${expected ? "" : "not "}on ${network.address}/${network.prefix}`, () => {
    assertEquals(isOnLink(address, [network]), expected);
    assertEquals(isOnLink(address, []), false);
  });
}

Deno.test("the broadcast address is the network's last", () => {
  assertEquals(broadcastOf(net("192.0.2.5", 24)), "192.0.2.255");
  assertEquals(broadcastOf(net("192.0.2.5", 20)), "192.0.15.255");
  assertEquals(broadcastOf(net("10.1.2.3", 8)), "10.255.255.255");
  assertEquals(broadcastOf(net("192.0.2.5", 30)), "192.0.2.7");
  assertEquals(broadcastOf(net("192.0.2.5", 31)), undefined);
  assertEquals(broadcastOf(net("fe80::1", 64)), undefined);
});

Deno.test("addresses of the link are known", () => {
  for (const one of ["fe80::1", "FEBF::1", "169.254.7.7"]) assertEquals(isLinkLocal(one), true);
  for (const one of ["fec0::1", "10.0.0.1", "2001::fe80"]) assertEquals(isLinkLocal(one), false);
});
