import { assertEquals, assertThrows } from "@std/assert";
import { CallerError } from "../../lib/errors.ts";
import { parseTypedAddress } from "../../lib/socket/parse_typed_address.ts";

const tcp = (host: string, port: number) => ({ scheme: "tcp", host, port } as const);
const udp = (host: string, port: number) => ({ scheme: "udp", host, port } as const);

Deno.test("gives :PORT and a port alone the same meaning wherever an address is typed", () => {
  assertEquals(parseTypedAddress(":8080", "listen"), tcp("::", 8080));
  assertEquals(parseTypedAddress("8080", "listen"), tcp("127.0.0.1", 8080));
  assertEquals(parseTypedAddress("udp://:8080", "listen"), udp("::", 8080));
  assertEquals(parseTypedAddress("udp://8080", "listen"), udp("127.0.0.1", 8080));
  assertEquals(parseTypedAddress(":8080", "dial"), tcp("127.0.0.1", 8080));
  assertEquals(parseTypedAddress("8080", "dial"), tcp("127.0.0.1", 8080));
});

Deno.test("takes the port from the default if the text has only a host", () => {
  assertEquals(parseTypedAddress("ada", "dial", { port: 70 }), tcp("ada", 70));
  assertEquals(parseTypedAddress("0.0.0.0", "listen", { port: 70 }), tcp("0.0.0.0", 70));
});

Deno.test("never takes a text that names nothing for every address", () => {
  for (const text of ["", "tcp://", "udp://"]) {
    for (const use of ["listen", "dial"] as const) {
      assertThrows(() => parseTypedAddress(text, use, { port: 70 }), CallerError, "it has no host");
    }
  }
});

Deno.test("looks up services by name and protocol", () => {
  assertEquals(parseTypedAddress("localhost:http", "dial"), tcp("localhost", 80));
  assertEquals(parseTypedAddress("[::1]:http", "dial"), tcp("::1", 80));
  assertEquals(parseTypedAddress(":gopher", "listen"), tcp("::", 70));
  assertEquals(parseTypedAddress("udp://localhost:syslog", "dial"), udp("localhost", 514));
});

for (
  const [text, use, why] of [
    ["localhost:htpp", "dial", "a number from 1 to 65535 or a known service"],
    ["localhost:0", "dial", "a number from 1 to 65535"],
    ["0", "dial", "a number from 1 to 65535"],
    ["localhost:65536", "listen", "a number from 0 to 65535"],
    ["65536", "listen", "a number from 0 to 65535"],
    ["localhost:-1", "dial", "a number from 1 to 65535"],
    ["localhost", "dial", "it has no port"],
  ] as const
) {
  Deno.test(`rejects ${text} as an address to ${use}, and states the range`, () => {
    const error = assertThrows(() => parseTypedAddress(text, use), CallerError, why);
    assertEquals(error.code, "usage");
  });
}

Deno.test("accepts port 0 for listening", () => {
  assertEquals(parseTypedAddress("127.0.0.1:0", "listen"), tcp("127.0.0.1", 0));
});
