/** Proxies that answer with short pieces, wrong bytes, too many of them, or nothing. */

import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { CallerError, ConnectionError } from "../../lib/errors.ts";
import { askProxy } from "../../lib/socket/ask_proxy.ts";
import { dial } from "../../lib/socket/dial.ts";
import { read } from "../../lib/socket/read.ts";

type Bytes = string | number[];

interface Scripted {
  kind: "socks5" | "http";
  /** Sent one byte at a time. */
  answer: Bytes;
  /** Whether the proxy keeps the connection open after its answer. @default {false} */
  isOpen?: boolean;
  login?: { user: string; password: string };
}

const bytesOf = (answer: Bytes) =>
  typeof answer === "string" ? new TextEncoder().encode(answer) : new Uint8Array(answer);

/** Dials through a proxy that sends its answer whatever it receives; resolves to the peer's first bytes. */
async function through({ kind, answer, isOpen = false, login }: Scripted) {
  using proxy = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = proxy.addr;
  const accepted = proxy.accept().then(async (conn) => {
    conn.setNoDelay();
    for (const byte of bytesOf(answer)) await conn.write(new Uint8Array([byte])).catch(() => {});
    if (!isOpen) await conn.closeWrite().catch(() => {});
    return conn;
  });
  try {
    using conn = await dial("inside.test:80", {
      proxy: { kind, host: "127.0.0.1", port, ...login && { login } },
    });
    let text = "";
    for (let piece; (piece = await read(conn, 100)) !== undefined && piece.length > 0;) {
      text += new TextDecoder().decode(piece);
    }
    return text;
  } finally {
    (await accepted).close();
  }
}

const BANNER = "220 ready";
const login = { user: "ada", password: "secret" };
const code = (text: string) => [...new TextEncoder().encode(text)];

for (
  const [what, scripted] of [
    ["an IPv4 address", { kind: "socks5", answer: [5, 0, 5, 0, 0, 1, 1, 2, 3, 4, 0, 1] }],
    ["an IPv6 address", { kind: "socks5", answer: [5, 0, 5, 0, 0, 4, ...Array(18).fill(10)] }],
    ["a name of 255 bytes", {
      kind: "socks5",
      answer: [5, 0, 5, 0, 0, 3, 255, ...Array(257).fill(10)],
    }],
    ["a login", { kind: "socks5", login, answer: [5, 2, 1, 0, 5, 0, 0, 1, 1, 2, 3, 4, 0, 1] }],
    ["a head", { kind: "http", answer: code("HTTP/1.1 200 OK\r\nVia: a\r\n\r\n") }],
    ["another status of success", { kind: "http", answer: code("HTTP/1.0 299\n\n") }],
    ["interim answers", {
      kind: "http",
      answer: code(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103\r\na: b\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
      ),
    }],
  ] satisfies [string, { kind: "socks5" | "http"; login?: typeof login; answer: number[] }][]
) {
  Deno.test(`reads ${what} of a proxy byte by byte, and what follows is the peer's`, async () => {
    const answer = [...scripted.answer, ...code(BANNER)];
    assertEquals(await through({ ...scripted, answer }), BANNER);
  });
}

for (
  const [scripted, why, reason] of [
    [{ kind: "socks5", answer: [4, 0] }, /: it does not speak SOCKS5$/],
    [{ kind: "socks5", answer: "HTTP/1.1 400 Bad\r\n\r\n" }, /SOCKS5; try http:\/\/ in --proxy$/],
    [{ kind: "socks5", answer: [5, 0, 4, 0, 0, 1] }, /: it does not speak SOCKS5$/],
    [{ kind: "socks5", answer: [5, 0, 5, 0, 0, 9, 1, 2, 3, 4, 5, 6] }, /not speak SOCKS5$/],
    [{ kind: "socks5", login, answer: [5, 2, 5, 0] }, /: it does not speak SOCKS5$/],
    [{ kind: "socks5", login, answer: [5, 255] }, /: it accepts no login by user and password$/],
    [{ kind: "socks5", answer: [5, 2] }, /: it asks for a user and a password; use USER/],
    [{ kind: "socks5", answer: [5, 0, 5, 0, 0, 3, 255, 1, 2] }, /: it closed the connection$/],
    [{ kind: "http", answer: "HTTP/1.1 \x1b[2J\r\n\r\n" }, /: it does not speak HTTP$/],
    [{ kind: "http", answer: "HTTP/1.1 101 Other\r\n\r\n" }, /: it answered 101 Other$/],
    [{ kind: "http", answer: "HTTP/1.1 302 \x1b[2J\r\n\r\n" }, /: it answered 302 \\x1b\[2J$/],
    [{ kind: "http", answer: "HTTP/1.1 504 Late\r\n\r\n" }, /answered 504 Late$/, "no_answer"],
    [{ kind: "http", answer: `HTTP/1.1 200 ${"x".repeat(17_000)}`, isOpen: true }, /over 16 KiB$/],
    [{ kind: "http", answer: "HTTP/1.1 100\r\n\r\n".repeat(2000), isOpen: true }, /over 16 KiB$/],
    [{ kind: "http", answer: "HTTP/1.1 200 OK\r\n" }, /: it closed the connection$/],
  ] satisfies [Scripted, RegExp, string?][] as [Scripted, RegExp, string?][]
) {
  const { kind, answer } = scripted;
  const shown = JSON.stringify(answer).slice(0, 50);
  Deno.test(`reports a ${kind} proxy that answers ${shown}, then ${why.source}`, async () => {
    const error = await assertRejects(() => through(scripted), ConnectionError);
    assertEquals([error.code, error.reason], ["unavailable", reason]);
    assertMatch(error.message, /^The proxy 127\.0\.0\.1:\d+ did not connect to inside\.test:80: /);
    assertMatch(error.message, why);
  });
}

Deno.test("does not send a name or a login that the proxy's protocol cannot carry", async () => {
  using proxy = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = proxy.addr;
  const at = { host: "127.0.0.1", port };
  const long = { user: "x".repeat(256), password: "" };
  for (
    const [place, options] of [
      [`${"x".repeat(256)}:80`, { kind: "socks5", ...at }],
      ["a.test:80", { kind: "socks5", ...at, login: long }],
      ["a.test:80", { kind: "http", ...at, login: { user: "a:b", password: "" } }],
      ["[fe80::1%lo]:80", { kind: "http", ...at }],
    ] as const
  ) {
    await assertRejects(() => dial(place, { proxy: options }), CallerError);
    const conn = await proxy.accept();
    assertEquals(await conn.read(new Uint8Array(1)), null);
    conn.close();
  }
});

for (const kind of ["socks5", "http"] as const) {
  Deno.test(`names a ${kind} proxy that is silent until the deadline`, async () => {
    const deadline = new AbortController();
    const conn = {
      read: () => {
        deadline.abort(new DOMException("Signal timed out.", "TimeoutError"));
        return new Promise<null>(() => {});
      },
      write: (bytes: Uint8Array) => Promise.resolve(bytes.length),
      closeWrite: () => Promise.resolve(),
      close: () => {},
    };
    const proxy = { kind, host: "::1", port: 1080 };
    const error = await assertRejects(
      () => askProxy(conn, proxy, { host: "a.test", port: 80 }, deadline.signal),
      ConnectionError,
      "The proxy [::1]:1080 did not connect to a.test:80: it did not answer in time",
    );
    assertEquals(error.reason, "no_answer");
  });
}
