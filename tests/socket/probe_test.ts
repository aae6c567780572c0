import { assertEquals, assertThrows } from "@std/assert";
import { CallerError } from "../../lib/errors.ts";
import { isNearby, parsePortRange } from "../../lib/socket/probe.ts";

Deno.test("accepts loopback, private and link-local addresses only", () => {
  const near = [
    ...["127.0.0.1", "127.255.255.254", "::1", "10.0.0.1", "192.168.1.1", "172.16.0.1"],
    ...["172.31.255.1", "169.254.1.1", "fe80::1%eth0", "fd00::1", "fc00::1", "::ffff:10.0.0.1"],
    ...["::ffff:172.16.0.1", "::ffff:169.254.1.1"],
  ];
  const far = [
    ...["192.0.2.1", "8.8.8.8", "172.15.0.1", "172.32.0.1", "11.0.0.1", "192.169.0.1", "1.10.0.1"],
    ...["2001:db8::1", "::", "ff02::1", "fec0::1", "::ffff:8.8.8.8", "0.0.0.0", "100.64.0.1"],
  ];
  for (const host of near) assertEquals(isNearby(host), true, host);
  for (const host of far) assertEquals(isNearby(host), false, host);
});

Deno.test("parses ports, ranges and lists of both", () => {
  assertEquals(parsePortRange("127.0.0.1:22,80-82,22"), {
    host: "127.0.0.1",
    ports: [22, 80, 81, 82],
  });
  assertEquals(parsePortRange("[::1]:1"), { host: "::1", ports: [1] });
  for (const text of ["h:0", "h:65536", "h:2-1", "h:", "h", "h:1-", "h:a", "h:1,,2"]) {
    assertThrows(() => parsePortRange(text), CallerError, "", text);
  }
});
