import { assertEquals, assertThrows } from "@std/assert";
import { CallerError } from "../../lib/errors.ts";
import { socksConnect, socksFailure, socksGreeting, socksLogin } from "../../lib/socket/socks5.ts";

Deno.test("offers the methods of RFC 1928, section 3", () => {
  assertEquals(socksGreeting(false), new Uint8Array([0x05, 0x01, 0x00]));
  assertEquals(socksGreeting(true), new Uint8Array([0x05, 0x02, 0x00, 0x02]));
});

Deno.test("writes the login of RFC 1929, section 2", () => {
  const login = socksLogin({ user: "ada", password: "p:@" });
  assertEquals(login, new Uint8Array([0x01, 3, 0x61, 0x64, 0x61, 3, 0x70, 0x3a, 0x40]));
});

Deno.test("writes the requests of RFC 1928, section 4, for IPv4, IPv6 and names", () => {
  const request = (host: string, port: number) => [...socksConnect({ host, port })];
  assertEquals(request("192.0.2.7", 258), [5, 1, 0, 1, 192, 0, 2, 7, 1, 2]);
  const ipv6 = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
  assertEquals(request("2001:db8::1", 443), [5, 1, 0, 4, ...ipv6, 1, 0xbb]);
  assertEquals(request("ab", 65_535), [5, 1, 0, 3, 2, 0x61, 0x62, 0xff, 0xff]);
});

Deno.test("takes 255 bytes of a name, user and password, and no more", () => {
  const longest = "x".repeat(255);
  assertEquals(socksConnect({ host: longest, port: 80 }).length, 4 + 1 + 255 + 2);
  assertEquals(socksLogin({ user: longest, password: longest }).length, 1 + 256 + 256);
  // Two bytes each in UTF-8.
  const long = "é".repeat(128);
  assertThrows(() => socksConnect({ host: long, port: 80 }), CallerError, "host name is too long");
  assertThrows(() => socksLogin({ user: long, password: "" }), CallerError, "user is too long");
  assertThrows(() => socksLogin({ user: "", password: long }), CallerError, "password is too long");
});

Deno.test("has words for each reply of RFC 1928, section 6", () => {
  const reasons = [1, 2, 3, 4, 5, 6, 7, 8].map((reply) => socksFailure(reply)[1]);
  const none = undefined;
  const expected = [none, none, "unreachable", "unreachable", "refused", "no_answer", none, none];
  assertEquals(reasons, expected);
  const texts = new Set([1, 2, 3, 4, 5, 6, 7, 8].map((reply) => socksFailure(reply)[0]));
  assertEquals(texts.size, 8);
  assertEquals(socksFailure(9), ["it reports failure 9"]);
});
