import { assertEquals } from "@std/assert";
import { chooseAddress, type InterfaceAddress, reachable } from "../../lib/web/lan_address.ts";

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

Deno.test("takes the name of an interface, or an address", () => {
  assertEquals(chooseAddress(LAPTOP, ""), "192.168.1.7");
  assertEquals(chooseAddress(LAPTOP, "docker0"), "172.17.0.1");
  assertEquals(chooseAddress(LAPTOP, "eth9"), undefined);
  assertEquals(chooseAddress(LAPTOP, "lo"), undefined);
  assertEquals(chooseAddress(LAPTOP, "192.0.2.9"), "192.0.2.9");
  assertEquals(chooseAddress(LAPTOP, "[2001:db8::9]"), "2001:db8::9");
});
