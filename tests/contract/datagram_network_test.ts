/** The contract of clients over UDP, towards addresses that loopback does not have. */

import { assert, assertEquals } from "@std/assert";
import { Lan, noLan } from "../lan/lan.ts";

const reason = await noLan();
if (reason) console.warn(`tests/contract: skipped: ${reason}`);

Deno.test({
  name: "UDP over zones, broadcast, groups and several addresses",
  ignore: reason !== undefined,
  sanitizeResources: false,
  sanitizeOps: false,
  async fn(t) {
    await using lan = await Lan.create("dual");
    for (const host of ["ada", "bob"] as const) {
      await lan.ip(host, "route", "add", "default", "dev", "eth0");
    }
    await lan.ip("ada", "addr", "add", "fe80::77/64", "dev", "eth0");
    const places = ["udp://:7000", "udp://239.1.2.3:7001", "udp://[ff12::1234%eth0]:7001"];
    for (const place of places) {
      const server = await lan.sluice("ada", "serve", "echo", "--listen", place);
      await server.waitFor(/Listening on/);
    }
    const probe = await lan.probe("bob", "../contract/datagram_network_probe.ts");
    const { code, out, err } = await probe.ended;
    assertEquals(code, 0, err);
    const results = out.trimEnd().split("\n").map((line) => JSON.parse(line));
    assert(results.length >= 40);
    for (const { name, error } of results) {
      await t.step(name, () => assertEquals(error, null));
    }
  },
});
