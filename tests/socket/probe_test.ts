import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { listen } from "../../lib/socket/listen.ts";
import { CallerError } from "../../lib/errors.ts";
import { parsePortRange, probeAny, whyNotProbed } from "../../lib/socket/probe.ts";

Deno.test("any number of ports is probed of loopback, private and link-local addresses only", () => {
  const near = [
    ...["127.0.0.1", "127.255.255.254", "::1", "10.0.0.1", "192.168.1.1", "172.16.0.1"],
    ...["172.31.255.1", "169.254.1.1", "fe80::1%eth0", "fd00::1", "fc00::1", "::ffff:10.0.0.1"],
    ...["::ffff:172.16.0.1", "::ffff:169.254.1.1"],
  ];
  const far = [
    ...["192.0.2.1", "8.8.8.8", "172.15.0.1", "172.32.0.1", "11.0.0.1", "192.169.0.1", "1.10.0.1"],
    ...["2001:db8::1", "fec0::1", "::ffff:8.8.8.8", "100.64.0.1"],
  ];
  const none = ["::", "0.0.0.0", "224.0.0.1", "255.255.255.255", "ff02::1"];
  assertEquals(whyNotProbed(near, 65_535), undefined);
  for (const host of far) {
    assertEquals(whyNotProbed([host], 16), undefined, host);
    assertMatch(whyNotProbed(["127.0.0.1", host], 17)!, /16 ports at most are probed, not 17$/);
  }
  for (const host of none) assertMatch(whyNotProbed([host], 1)!, /not the address of one machine$/);
});

Deno.test("a port is open if it is at one of the addresses of a host", async () => {
  using listener = listen("127.0.0.1:0");
  const { port } = listener;
  assertEquals(await probeAny(["127.0.0.2", "127.0.0.1"], port), {
    state: "open",
    address: `tcp://127.0.0.1:${port}`,
  });
  assertEquals(await probeAny(["127.0.0.2", "127.0.0.3"], port), {
    state: "closed",
    address: `tcp://127.0.0.2:${port}`,
  });
});

Deno.test("parses ports, ranges and lists of both", () => {
  assertEquals(parsePortRange("127.0.0.1:22,80-82,22"), {
    host: "127.0.0.1",
    ports: [22, 80, 81, 82],
  });
  assertEquals(parsePortRange("[::1]:1"), { host: "::1", ports: [1] });
  const portOf = (name: string) => ({ https: 443, "http-alt": 8080 })[name];
  assertEquals(parsePortRange("h:https,http-alt,1", portOf).ports, [443, 8080, 1]);
  for (const text of ["h:0", "h:65536", "h:2-1", "h:", "h", "h:1-", "h:a", "h:1,,2"]) {
    assertThrows(() => parsePortRange(text), CallerError, "", text);
  }
});
