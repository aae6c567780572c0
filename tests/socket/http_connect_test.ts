import { assertEquals, assertThrows } from "@std/assert";
import { CallerError } from "../../lib/errors.ts";
import { connectRequest, isWholeHead, parseStatus } from "../../lib/socket/http_connect.ts";

const request = (...args: Parameters<typeof connectRequest>) =>
  new TextDecoder().decode(connectRequest(...args));

Deno.test("writes the request of RFC 9110, section 9.3.6", () => {
  assertEquals(
    request({ host: "server.example.com", port: 80 }),
    "CONNECT server.example.com:80 HTTP/1.1\r\nHost: server.example.com:80\r\n\r\n",
  );
  assertEquals(
    request({ host: "2001:db8::1", port: 443 }),
    "CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\n\r\n",
  );
});

Deno.test("writes the credentials of RFC 7617, section 2", () => {
  const login = { user: "Aladdin", password: "open sesame" };
  assertEquals(
    request({ host: "a", port: 1 }, login).split("\r\n")[2],
    "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
  );
  const colon = { user: "a:b", password: "c" };
  assertThrows(() => request({ host: "a", port: 1 }, colon), CallerError, "a colon");
});

Deno.test("finds the end of a head in CR LF and in LF", () => {
  for (
    const head of ["HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.0 200\n\n", "HTTP/1.1 200\r\na: b\n\r\n"]
  ) {
    for (let at = 0; at < head.length; at++) assertEquals(isWholeHead(head.slice(0, at)), false);
    assertEquals(isWholeHead(head), true);
  }
});

Deno.test("parses a status, and escapes and shortens its phrase", () => {
  assertEquals(parseStatus("HTTP/1.1 200\r\n\r\n"), { status: 200, shown: "200" });
  assertEquals(parseStatus("HTTP/1.0 403 No\n\n"), { status: 403, shown: "403 No" });
  assertEquals(parseStatus("HTTP/1.1 502 \x1b[2J\r\n\r\n")?.shown, "502 \\x1b[2J");
  assertEquals(parseStatus(`HTTP/1.1 502 ${"x".repeat(5000)}\r\n\r\n`)?.shown.length, 104);
  for (const line of ["HTTP/1.1 2000 OK", "HTTP/1.1 99", "HTTP/2 200", "http/1.1 200", "200 OK"]) {
    assertEquals(parseStatus(`${line}\r\n\r\n`), undefined, line);
  }
});
