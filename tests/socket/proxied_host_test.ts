import { assertEquals, assertThrows } from "@std/assert";
import { CallerError } from "../../lib/errors.ts";
import { proxiedHost } from "../../lib/socket/proxied_host.ts";

Deno.test("keeps addresses and names, and writes other names in ASCII", () => {
  for (const host of ["192.0.2.7", "2001:db8::1", "a.test", "x".repeat(255)]) {
    assertEquals(proxiedHost(host), host);
  }
  assertEquals(proxiedHost("bücher.test"), "xn--bcher-kva.test");
});

for (
  const [host, why] of [
    ["a\r\nX: y", "it is not a host name"],
    ["a b", "it is not a host name"],
    ["", "it is not a host name"],
    ["x".repeat(256), "the name is over 255 bytes"],
    ["fe80::1%eth0", "a zone is an interface of this machine only"],
  ] as const
) {
  Deno.test(`does not ask a proxy for ${JSON.stringify(host.slice(0, 20))}`, () => {
    assertThrows(() => proxiedHost(host), CallerError, why);
  });
}
