import { assertEquals, assertThrows } from "@std/assert";
import { CallerError } from "../../lib/errors.ts";
import {
  addressLike,
  formatAddress,
  formatDenoAddress,
  isLoopback,
  parseAddress,
} from "../../lib/socket/address.ts";
import { isIPv6 } from "../../lib/socket/is_ipv6.ts";

const GOOD: [text: string, address: unknown, printed: string][] = [
  ["host:1", { scheme: "tcp", host: "host", port: 1 }, "tcp://host:1"],
  ["127.0.0.1:0", { scheme: "tcp", host: "127.0.0.1", port: 0 }, "tcp://127.0.0.1:0"],
  ["[::1]:65535", { scheme: "tcp", host: "::1", port: 65535 }, "tcp://[::1]:65535"],
  ["[fe80::1%eth0]:5", { scheme: "tcp", host: "fe80::1%eth0", port: 5 }, "tcp://[fe80::1%eth0]:5"],
  ["tcp://host:7", { scheme: "tcp", host: "host", port: 7 }, "tcp://host:7"],
  ["TCP://host:7/", { scheme: "tcp", host: "host", port: 7 }, "tcp://host:7"],
  ["udp://h:9", { scheme: "udp", host: "h", port: 9 }, "udp://h:9"],
  ["tls://h:443", { scheme: "tls", host: "h", port: 443 }, "tls://h:443"],
  ["unix:/run/s", { scheme: "unix", path: "/run/s" }, "unix:/run/s"],
  ["unix:///run/s", { scheme: "unix", path: "/run/s" }, "unix:/run/s"],
  ["unix:s with blank", { scheme: "unix", path: "s with blank" }, "unix:s with blank"],
];
Deno.test("parses all forms of addresses, and formats them in one", () => {
  for (const [text, address, printed] of GOOD) {
    assertEquals<unknown>(parseAddress(text), address, text);
    assertEquals(formatAddress(parseAddress(text)), printed);
    assertEquals<unknown>(parseAddress(printed), address, "what is printed can be read");
  }
});

Deno.test("takes missing parts from the options", () => {
  const options = { host: "::", port: 7584 };
  const host = (text: string) => {
    const address = parseAddress(text, options);
    return address.scheme === "unix" ? [] : [address.host, address.port];
  };
  assertEquals(host("h"), ["h", 7584]);
  assertEquals(host(":9"), ["::", 9]);
  assertEquals(host("9"), ["::", 9]);
  assertEquals(host("::1"), ["::1", 7584]);
  assertEquals(host("[::1]"), ["::1", 7584]);
  assertEquals(parseAddress("h:1", { scheme: "udp" }).scheme, "udp");
});

Deno.test("rejects an address without host and port, also where options would complete it", () => {
  const options = { host: "::", port: 7584 };
  for (const text of ["", "tcp://", "udp://", "TLS://", "tcp:///"]) {
    const error = assertThrows(() => parseAddress(text, options), CallerError, "it has no host");
    assertEquals(error.code, "usage", text);
  }
});

Deno.test("spells the unspecified address in one way for each IP family", () => {
  const host = (text: string) => {
    const address = parseAddress(text);
    return address.scheme === "unix" ? undefined : address.host;
  };
  for (const text of ["0:1", "0.0:1", "0x0:1", "000.0.0.0:1", "[::ffff:0.0.0.0]:1"]) {
    assertEquals(host(text), "0.0.0.0", text);
  }
  for (const text of ["[::0]:1", "udp://[0:0:0:0:0:0:0:0]:1", "[::0.0.0.0]:1"]) {
    assertEquals(host(text), "::", text);
  }
});

const BAD: [text: string, why: string][] = [
  ["", "no host"],
  [":1", "no host"],
  ["host", "no port"],
  ["9", "no host"],
  ["99999", "no host"],
  ["host:", "not a number"],
  ["host:65536", "not a number"],
  ["host:-1", "not a number"],
  ["host:1e3", "not a number"],
  ["host:0x10", "not a number"],
  ["host: 1", "a space"],
  ["ho st:1", "a space"],
  ["host/x:1", "slash"],
  ["host\n:1", "control character"],
  ["http://h:1", "unknown scheme http"],
  ["[::1:1", "its brackets do not match"],
  ["::1]:1", "its brackets do not match"],
  ["[host]:1", "no IPv6 address"],
  ["x:y:z", "too many colons"],
  ["unix:", "no path"],
];
Deno.test("rejects invalid addresses with the reason and the expected forms", () => {
  for (const [text, why] of BAD) {
    const error = assertThrows(() => parseAddress(text), CallerError, why, text);
    assertEquals(error.code, "usage");
    assertEquals(
      error.message.endsWith("expected HOST:PORT, [IPV6]:PORT, :PORT or unix:/PATH"),
      true,
    );
  }
});

Deno.test("formats an IPv4-mapped address as IPv4", () => {
  const address = { scheme: "tcp", host: "::ffff:192.0.2.7", port: 1 } as const;
  assertEquals(formatAddress(address), "tcp://192.0.2.7:1");
  const deno = { transport: "tcp", hostname: "::ffff:192.0.2.7", port: 1 } as const;
  assertEquals(formatDenoAddress(deno), "tcp://192.0.2.7:1");
  assertEquals(formatDenoAddress({ transport: "unix", path: "/s" }), "unix:/s");
});

Deno.test("formats the address of a TLS listener without a transport", () => {
  const addr = { hostname: "::1", port: 1 } as Deno.NetAddr;
  assertEquals(formatDenoAddress(addr, { scheme: "tls" }), "tls://[::1]:1");
});

Deno.test("recognizes all forms of loopback addresses, and no others", () => {
  const at = (host: string) => isLoopback({ scheme: "tcp", host, port: 1 });
  for (
    const host of [
      "127.0.0.1",
      "127.9.9.9",
      "::1",
      "localhost",
      "LOCALHOST",
      "::ffff:127.0.0.1",
      "127.255.255.254",
    ]
  ) {
    assertEquals(at(host), true, host);
  }
  for (
    const host of [
      "0.0.0.0",
      "::",
      "128.0.0.1",
      "localhost.example",
      "1127.0.0.1",
      "::2",
      "127.0.0.1.example",
      "127.1",
      "127.0.0.256",
      "10.127.0.0",
      "::ffff:10.0.0.1",
      "",
    ]
  ) {
    assertEquals(at(host), false, host);
  }
  assertEquals(isLoopback({ scheme: "unix", path: "/s" }), true);
});

Deno.test("recognizes IPv6 addresses", () => {
  for (const text of ["::", "::1", "fe80::1%en0", "1:2:3:4:5:6:7:8"]) {
    assertEquals(isIPv6(text), true);
  }
  for (const text of ["", "1", "a:b", "host:1", "g::1", "1.2.3.4"]) {
    assertEquals(isIPv6(text), false);
  }
});

Deno.test("connects to this machine where a text has no host", () => {
  const here = { host: "127.0.0.1", port: 7584 };
  assertEquals(addressLike(":7584", "dial"), { scheme: "tcp", ...here });
  assertEquals(addressLike("7584", "dial"), { scheme: "tcp", ...here });
  assertEquals(addressLike(":7584", "dial", "udp"), { scheme: "udp", ...here });
});

Deno.test("listens on every address for :PORT, and on this machine only for a port alone", () => {
  const tcp = { scheme: "tcp", port: 7584 } as const;
  assertEquals(addressLike(":7584", "listen"), { ...tcp, host: "::" });
  assertEquals(addressLike("7584", "listen"), { ...tcp, host: "127.0.0.1" });
  const udp = { scheme: "udp", host: "::", port: 7584 } as const;
  assertEquals(addressLike("udp://:7584", "listen"), udp);
});

Deno.test("accepts a zone as URLs have it", () => {
  const hostOf = (text: string) => (parseAddress(text) as { host: string }).host;
  assertEquals(hostOf("[fe80::1%25eth0]:80"), "fe80::1%eth0");
  assertEquals(hostOf("tcp://[fe80::1%253]:80"), "fe80::1%3");
  assertEquals(hostOf("[fe80::1%251]:80"), "fe80::1%251");
});

Deno.test("gives a link-local address of the runtime the zone of another host", () => {
  const addr = { transport: "udp", hostname: "fe80::1", port: 1 } as const;
  const shown = (hostname: string, zoneOf: string) =>
    formatDenoAddress({ ...addr, hostname }, { zoneOf });
  assertEquals(shown("fe80::1", "fe80::2%eth0"), "udp://[fe80::1%eth0]:1");
  assertEquals(shown("fe80::1", "::"), "udp://[fe80::1]:1");
  assertEquals(shown("2001:db8::1", "fe80::2%eth0"), "udp://[2001:db8::1]:1");
});

Deno.test("an abstract Unix socket is typed and shown with @, a file of that name with its folder", () => {
  for (const [text, path] of [["unix:@name", "\0name"], ["unix:./@name", "./@name"]] as const) {
    assertEquals(parseAddress(text), { scheme: "unix", path });
    assertEquals(formatAddress({ scheme: "unix", path }), text);
    assertEquals(formatDenoAddress({ transport: "unix", path }), text);
  }
  assertThrows(() => parseAddress("unix:@"), CallerError, "it has no path");
});
