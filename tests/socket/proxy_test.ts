import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { CallerError, ConnectionError } from "../../lib/errors.ts";
import { dial } from "../../lib/socket/dial.ts";
import type { DialOptions } from "../../lib/socket/dial_options.ts";
import { listen } from "../../lib/socket/listen.ts";
import { parseProxy, type Proxy } from "../../lib/socket/proxy.ts";
import { read } from "../../lib/socket/read.ts";
import { serve } from "../../lib/socket/serve.ts";
import { writeAll } from "../../lib/socket/write_all.ts";
import { authority, cert, client, key, sha256Of } from "../support/certificate.ts";
import { type ProxyBehaviour, startProxy } from "../support/proxy_server.ts";

type Behaviour = Omit<ProxyBehaviour, "to">;

/** Says hello to an echo through a proxy, to which the echo has another name. */
async function hello(
  behaviour: Behaviour,
  { scheme = "tcp", login, ...options }: DialOptions & {
    scheme?: "tcp" | "tls";
    login?: Proxy["login"];
  } = {},
): Promise<{ answer: string; asked: string[]; remoteAddr: string }> {
  using listener = listen(`${scheme}://127.0.0.1:0`, {
    tls: { cert, key, ...options.tls?.cert && { clientCa: [authority.cert] } },
  });
  const ended = serve(listener, (conn) => conn.readable.pipeTo(conn.writable), {
    onError: () => {},
  });
  const to = { hostname: "127.0.0.1", port: listener.port };
  await using proxy = startProxy({ ...behaviour, to });
  const host = scheme === "tls" ? "localhost" : "inside.test";
  try {
    using conn = await dial({ scheme, host, port: 443 }, {
      ...options,
      proxy: { kind: behaviour.kind, host: "127.0.0.1", port: proxy.port, ...login && { login } },
    });
    await writeAll(conn, "hello");
    const answer = new TextDecoder().decode(await read(conn, 100));
    return { answer, asked: proxy.asked, remoteAddr: conn.remoteAddr };
  } finally {
    listener.close();
    await ended;
  }
}

for (const kind of ["socks5", "http"] as const) {
  Deno.test(`connects through ${kind}, which gets the name as it is`, async () => {
    assertEquals(await hello({ kind }), {
      answer: "hello",
      asked: ["inside.test:443"],
      remoteAddr: "tcp://inside.test:443",
    });
  });

  Deno.test(`speaks TLS through ${kind}, in every way that is offered`, async () => {
    const ways = [
      { ca: [cert] },
      { pins: [await sha256Of(cert)] },
      { verify: false },
      { ca: [cert], cert: client.cert, key: client.key },
    ];
    for (const tls of ways) {
      const { answer, remoteAddr } = await hello({ kind }, { scheme: "tls", tls });
      assertEquals([answer, remoteAddr], ["hello", "tls://localhost:443"]);
    }
    const error = await assertRejects(() => hello({ kind }, { scheme: "tls" }), ConnectionError);
    assertEquals(error.code, "untrusted");
    assert(error.message.endsWith(`--pin sha256:${await sha256Of(cert)}`), error.message);
  });

  Deno.test(`logs in to ${kind}, and reports a login that is missing or wrong`, async () => {
    const behaviour = { kind, login: "ada:secret" } as const;
    const right = { user: "ada", password: "secret" };
    assertEquals((await hello(behaviour, { login: right })).answer, "hello");
    const wrong = { user: "ada", password: "guess" };
    await assertRejects(() => hello(behaviour, { login: wrong }), Error, "wrong user or password");
    await assertRejects(() => hello(behaviour), Error, "it asks for a user and a password");
  });

  Deno.test(`reports a ${kind} proxy that does not answer, or something else`, async () => {
    using closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const proxy = { kind, host: "127.0.0.1", port: closed.addr.port };
    for (const [bytes, why] of [["SSH-2.0-x\r\n", "it does not speak"], ["", "it closed"]]) {
      const answered = closed.accept().then(async (conn) => {
        await conn.write(new TextEncoder().encode(bytes));
        await conn.closeWrite();
        return conn;
      });
      await assertRejects(() => dial("x.test:80", { proxy }), ConnectionError, why);
      (await answered).close();
    }
    closed.close();
    const error = await assertRejects(() => dial("x.test:80", { proxy }), ConnectionError);
    assertEquals(error.reason, "refused");
    assertMatch(error.message, /^Cannot connect to the proxy 127\.0\.0\.1:\d+: connection refused/);
  });

  Deno.test({
    name: `needs the permission for the ${kind} proxy only`,
    permissions: { net: ["127.0.0.1"], read: true },
    fn: async () => {
      assertEquals((await hello({ kind })).answer, "hello");
    },
  });
}

const REFUSALS: [behaviour: Behaviour, why: RegExp, reason: string | undefined][] = [
  [{ kind: "socks5", refuse: 2 }, /: its rules do not allow it$/, undefined],
  [{ kind: "socks5", refuse: 4 }, /: the host is unreachable$/, "unreachable"],
  [{ kind: "socks5", refuse: 5 }, /: connection refused; is a program/, "refused"],
  [{ kind: "socks5", refuse: 99 }, /: it reports failure 99$/, undefined],
  [{ kind: "http", refuse: "403 Forbidden" }, /: it answered 403 Forbidden$/, undefined],
  [{ kind: "http", refuse: "502 Bad Gateway" }, /: it answered 502 Bad Gateway$/, undefined],
];
for (const [behaviour, why, reason] of REFUSALS) {
  Deno.test(`says in words that a proxy refuses: ${JSON.stringify(behaviour)}`, async () => {
    const error = await assertRejects(() => hello(behaviour), ConnectionError);
    assertEquals([error.code, error.reason], ["unavailable", reason]);
    assertMatch(error.message, /^The proxy 127\.0\.0\.1:\d+ did not connect to inside\.test:443: /);
    assertMatch(error.message, why);
  });
}

Deno.test("gives addresses to SOCKS5 as addresses", async () => {
  await using proxy = startProxy({
    kind: "socks5",
    refuse: 1,
    to: { hostname: "127.0.0.1", port: 1 },
  });
  const options = { proxy: { kind: "socks5", host: "127.0.0.1", port: proxy.port } } as const;
  for (const address of ["192.0.2.7:258", "[2001:db8::1]:80"]) {
    await assertRejects(() => dial(address, options), ConnectionError, "general failure");
  }
  assertEquals(proxy.asked, ["192.0.2.7:258", "32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1:80"]);
});

Deno.test("parses proxies", () => {
  assertEquals(parseProxy("socks5://127.0.0.1:9050"), {
    kind: "socks5",
    host: "127.0.0.1",
    port: 9050,
  });
  assertEquals(parseProxy("socks5h://[::1]"), { kind: "socks5", host: "::1", port: 1080 });
  assertEquals(parseProxy("HTTP://ada:a%40b@proxy.test:3128/"), {
    kind: "http",
    host: "proxy.test",
    port: 3128,
    login: { user: "ada", password: "a@b" },
  });
});

for (
  const text of ["", "proxy.test:80", "socks4://a:1", "https://a", "http://u:secret@", "http://a:0"]
) {
  Deno.test(`rejects the proxy ${JSON.stringify(text)} without showing its password`, () => {
    const error = assertThrows(() => parseProxy(text), CallerError);
    assert(!error.message.includes("secret"), error.message);
  });
}
