import { assertEquals } from "@std/assert";
import { sourceOf } from "../../lib/socket/source_of.ts";

Deno.test("maps an address to its IPv4 address or the first 64 bits of IPv6", () => {
  const table: Record<string, string> = {
    "192.0.2.1": "192.0.2.1",
    "::ffff:192.0.2.1": "192.0.2.1",
    "::ffff:c000:201": "192.0.2.1",
    "0:0:0:0:0:ffff:192.0.2.1": "192.0.2.1",
    "2001:db8:1:2:3:4:5:6": "2001:db8:1:2",
    "2001:DB8:1:2::9": "2001:db8:1:2",
    "2001:0db8:0000:0000:1::9": "2001:db8:0:0",
    "2001:db8::192.0.2.1": "2001:db8:0:0",
    "1:2:3:4:5:6:192.0.2.1": "1:2:3:4",
    "1::": "1:0:0:0",
    "::": "0:0:0:0",
    "fe80::1%eth0": "fe80:0:0:0",
  };
  for (const [host, source] of Object.entries(table)) {
    assertEquals(sourceOf(host), source, host);
    const bracketed = host.includes(":") ? `[${host}]` : host;
    for (const scheme of ["tcp", "tls", "udp"]) {
      assertEquals(sourceOf(`${scheme}://${bracketed}:4711`), source, host);
    }
  }
});

Deno.test("maps all spellings of the same 64 bits to one source", () => {
  const sources = new Set<string>();
  for (let n = 0; n < 100; n++) {
    for (const host of [`2001:db8::${n.toString(16)}`, `2001:db8:0:0:${n + 1}::`]) {
      sources.add(sourceOf(host));
    }
  }
  assertEquals([...sources], ["2001:db8:0:0"]);
});

Deno.test("maps a text that is not an IP address to itself", () => {
  for (const text of ["unix:/tmp/socket", "memory:1", "host.example", "", "1:2::3::4", "1:2:3"]) {
    assertEquals(sourceOf(text), text);
  }
});
