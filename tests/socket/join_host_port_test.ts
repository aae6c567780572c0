import { assertEquals, assertThrows } from "@std/assert";
import { CallerError } from "../../lib/errors.ts";
import { joinHostPort } from "../../lib/socket/join_host_port.ts";

for (
  const [host, port, address] of [
    ["localhost", "80", "localhost:80"],
    ["localhost", "http", "localhost:http"],
    ["127.0.0.1", "1-1024", "127.0.0.1:1-1024"],
    ["::1", "80", "[::1]:80"],
    ["fe80::1%eth0", "80", "[fe80::1%eth0]:80"],
    ["[::1]", "80", "[::1]:80"],
    ["udp://localhost", "53", "udp://localhost:53"],
    ["tls://::1", "443", "tls://[::1]:443"],
    ["localhost:80", undefined, "localhost:80"],
    ["unix:/tmp/a", undefined, "unix:/tmp/a"],
  ] as const
) {
  Deno.test(`joins ${host || "an empty host"} and ${port} to ${address}`, () => {
    assertEquals(joinHostPort(host, port), address);
  });
}

for (const host of ["", "udp://"]) {
  Deno.test(`rejects ${host || "an empty host"} with a port after it`, () => {
    const error = assertThrows(() => joinHostPort(host, "80"), CallerError, "is not a host");
    assertEquals(error.code, "usage");
  });
}

for (const host of ["localhost:80", ":80", "80", "[::1]:80", "udp://localhost:53", "unix:/tmp/a"]) {
  Deno.test(`rejects ${host} with another port after it`, () => {
    const error = assertThrows(() => joinHostPort(host, "81"), CallerError, "expected HOST PORT");
    assertEquals(error.code, "usage");
  });
}
