import { assertEquals } from "@std/assert";
import { sameAddress } from "../../lib/socket/same_address.ts";

for (
  const [one, other, same] of [
    ["udp://127.0.0.1:1", "udp://127.0.0.1:1", true],
    ["udp://127.0.0.1:1", "udp://127.0.0.1:2", false],
    ["udp://127.0.0.1:1", "tcp://127.0.0.1:1", false],
    ["udp://[fe80::77%v0]:1", "udp://[fe80::77]:1", true],
    ["udp://[fe80::77%v0]:1", "udp://[fe80::77%v1]:1", false],
    ["udp://[fe80::77%v0]:1", "udp://[fe80::78]:1", false],
    ["udp://[2001:DB8:0::1]:1", "udp://[2001:db8::1]:1", true],
    ["udp://[::ffff:192.0.2.1]:1", "udp://192.0.2.1:1", true],
    ["udp://ada:1", "udp://bob:1", false],
    ["unix:/a", "unix:/b", false],
  ] as const
) {
  Deno.test(`${one} and ${other} are ${same ? "one address" : "two addresses"}`, () => {
    assertEquals([sameAddress(one, other), sameAddress(other, one)], [same, same]);
  });
}
