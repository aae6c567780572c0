import { assertEquals } from "@std/assert";
import { isUnspecified, plainHost } from "../../lib/socket/unspecified.ts";

Deno.test("recognizes every spelling of the unspecified address, and no other host", () => {
  for (
    const host of ["0.0.0.0", "0", "00", "0.0", "0X0.0", "::", "::0", "0::0", "::ffff:0:0", "::%1"]
  ) {
    assertEquals(isUnspecified(host), true, host);
  }
  for (const host of ["", "0.0.0.1", "0x", "x0", "0.0.0.0.0", "::1", "::ffff:0:1", "localhost"]) {
    assertEquals(isUnspecified(host), false, host);
  }
});

Deno.test("spells hosts plainly, but keeps zones and all other hosts", () => {
  assertEquals(["0", "::ffff:0:0"].map(plainHost), ["0.0.0.0", "0.0.0.0"]);
  assertEquals(["::", "0::0"].map(plainHost), ["::", "::"]);
  for (const host of ["::%1", "ada", "127.1", "::1", ""]) assertEquals(plainHost(host), host);
});
