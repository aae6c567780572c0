import { assertEquals } from "@std/assert";
import { type IpRange, isInNetwork, isInRange } from "../../lib/socket/ip_range.ts";

const RANGES: Record<IpRange, { inside: string[]; outside: string[] }> = {
  loopback: {
    inside: ["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1"],
    outside: ["126.255.255.255", "128.0.0.0", "::", "::2", "127.0.0.256", "localhost", ""],
  },
  linkLocal: {
    inside: ["fe80::1", "FEBF::1", "169.254.7.7", "fe80::1%eth0", "::ffff:169.254.0.1"],
    outside: ["fec0::1", "fe7f::1", "fe8::1", "10.0.0.1", "2001::fe80", "169.253.0.1"],
  },
  private: {
    inside: ["10.0.0.1", "192.168.1.1", "172.16.0.1", "172.31.255.1", "fd00::1", "fc00::1"],
    outside: ["11.0.0.1", "192.169.0.1", "172.15.0.1", "172.32.0.1", "fe00::1", "fc::1"],
  },
  notOneMachine: {
    inside: ["0.0.0.0", "224.0.0.1", "255.255.255.255", "::", "ff02::1", "::ffff:224.0.0.1"],
    outside: ["1.0.0.1", "223.255.255.255", "::1", "ff::1", "feff::1", "127.0.0.1"],
  },
};
for (const [name, { inside, outside }] of Object.entries(RANGES)) {
  Deno.test(`tells the addresses of the range ${name} from others`, () => {
    for (const address of inside) assertEquals(isInRange(address, name as IpRange), true, address);
    for (const address of outside) {
      assertEquals(isInRange(address, name as IpRange), false, address);
    }
  });
}

Deno.test("accepts an address that is in one of several ranges", () => {
  assertEquals(isInRange("10.0.0.1", "loopback", "private"), true);
  assertEquals(isInRange("10.0.0.1", "loopback", "linkLocal"), false);
  assertEquals(isInRange("10.0.0.1"), false);
});

Deno.test("compares the prefix of a network at any length", () => {
  assertEquals(isInNetwork("192.0.3.77", "192.0.2.1", 24), false);
  assertEquals(isInNetwork("192.0.3.77", "192.0.2.1", 23), true);
  assertEquals(isInNetwork("192.0.2.1", "192.0.2.1", 32), true);
  assertEquals(isInNetwork("192.0.2.0", "192.0.2.1", 32), false);
  assertEquals(isInNetwork("8.8.8.8", "192.0.2.1", 0), true);
  assertEquals(isInNetwork("fe80::1", "192.0.2.1", 0), false);
});
