import { assert, assertEquals } from "@std/assert";
import {
  chooseAddresses,
  type InterfaceAddress,
  isPublic,
  reachable,
} from "../../lib/web/lan_address.ts";

const one = (name: string, address: string): InterfaceAddress => ({
  name,
  address,
  family: address.includes(":") ? "IPv6" : "IPv4",
});

const LAPTOP = [
  one("lo", "127.0.0.1"),
  one("lo", "::1"),
  one("docker0", "172.17.0.1"),
  one("wg0", "10.8.0.2"),
  one("eth0", "169.254.7.7"),
  one("wlan0", "fe80::1"),
  one("wlan0", "2001:db8::7"),
  one("wlan0", "192.168.1.7"),
];

Deno.test("prefers addresses of the network to those of tunnels and virtual machines, and leaves out unreachable ones", () => {
  assertEquals(reachable(LAPTOP).map(({ address }) => address), [
    "192.168.1.7",
    "2001:db8::7",
    "169.254.7.7",
    "172.17.0.1",
    "10.8.0.2",
  ]);
  assertEquals(reachable([one("lo", "127.0.0.1")]), []);
});

Deno.test("takes all reachable addresses, those of one interface, or one address", () => {
  const chosen = (word: string) => {
    const choice = chooseAddresses(LAPTOP, word);
    return choice.kind === "addresses"
      ? choice.addresses.map(({ name, address }) => `${name} ${address}`)
      : choice.kind;
  };
  assertEquals(
    chosen(""),
    reachable(LAPTOP).map(({ name, address }) => `${name} ${address}`),
  );
  assertEquals(chosen("docker0"), ["docker0 172.17.0.1"]);
  assertEquals(chosen("wlan0"), ["wlan0 192.168.1.7", "wlan0 2001:db8::7"]);
  assertEquals(chosen("10.8.0.2"), ["wg0 10.8.0.2"]);
  assertEquals(chosen("[2001:DB8:0::7]"), ["wlan0 2001:db8::7"]);
  assertEquals(chosen("127.0.0.1"), ["lo 127.0.0.1"]);
});

Deno.test("tells interfaces and addresses that cannot be reached from words that name neither", () => {
  const kind = (word: string) => chooseAddresses(LAPTOP, word).kind;
  assertEquals(kind("lo"), "unreachable");
  assertEquals(kind("fe80::1"), "unreachable");
  for (const word of ["eth9", "wlan", "192.0.2.9", "2001:db8::9", "logs"]) {
    assertEquals(kind(word), "unknown", word);
  }
  assertEquals(chooseAddresses([one("lo", "127.0.0.1")], "").kind, "unreachable");
});

Deno.test("tells addresses of the Internet from those of one site, one link and one machine", () => {
  for (const host of ["198.51.100.7", "2001:db8::7"]) assert(isPublic(host), host);
  const others = [
    "192.168.1.7",
    "fd00::7",
    "169.254.7.7",
    "127.0.0.1",
    "100.64.0.7",
    "laptop",
    "::",
  ];
  for (const host of others) assert(!isPublic(host), host);
});
