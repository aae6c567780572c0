/** Rows about addresses, proxies and what else is between two machines. @module */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { temporaryFolder } from "../../support/folder.ts";
import { freePort } from "../../support/free_port.ts";
import {
  absent,
  type Cell,
  connectTo,
  HOST,
  NO_LISTENER,
  peer,
  readAll,
  readOnce,
  type Row,
  say,
  start,
  talk,
  type Tool,
} from "./tools.ts";

/** Words of a command line that depend on the test's values. */
type Words<A, B, C> = (first: A, second: B, third: C) => (string | number)[];

const bracketed = (host: string) => host.includes(":") ? `[${host}]` : host;

/** Shows a server's answer. The answer of curl ends with the connection. */
const shown = async (tool: Tool, ...words: (string | number)[]) =>
  (await talk(tool, "", ...words)).out;

/** Connects from 127.0.0.2. */
const source = (tool: Tool, says: string, words: (port: number) => (string | number)[]): Cell => [
  says,
  async () => {
    await using server = peer((conn) => say(conn, conn.remoteAddr.hostname));
    assertEquals(await shown(tool, ...words(server.port)), "127.0.0.2");
  },
];

/** Connects to an address of the family, and not to one of the other. */
const family = (tool: Tool, says: string, words: Words<4 | 6, string, number>): Cell => [
  says,
  async () => {
    for (const [own, host] of [[4, HOST], [6, "::1"]] as const) {
      await using server = peer((conn) => say(conn, "hello"), host);
      assertEquals(await shown(tool, ...words(own, host, server.port)), "hello");
      const other = own === 4 ? 6 : 4;
      assertEquals(await shown(tool, ...words(other, host, server.port)), "");
    }
  },
];

const unix = (tool: Tool, says: string, path: string, words: (path: string) => string[]): Cell => [
  says,
  async () => {
    await using folder = await temporaryFolder();
    const place = path === "abstract" ? `sluice-${Deno.pid}-${tool}` : `${folder.path}/s`;
    const listener = Deno.listen({
      transport: "unix",
      path: path === "abstract" ? `\0${place}` : place,
    });
    const served = (async () => {
      const conn = await listener.accept();
      await say(conn, "HTTP/1.0 200 OK\r\n\r\nanswer\n");
      await conn.closeWrite();
      await readAll(conn).catch(() => {});
      conn.close();
    })();
    assert((await shown(tool, ...words(place))).endsWith("answer\n"));
    await served;
    listener.close();
  },
];

/** A proxy that answers for every host itself: by CONNECT of HTTP, or SOCKS5 (RFC 1928). */
function proxy(kind: "http" | "socks5") {
  return peer(async (conn) => {
    if (kind === "http") {
      assertMatch(await readOnce(conn), /^CONNECT away\.test:70 HTTP/);
      await say(conn, "HTTP/1.0 200 OK\r\n\r\n");
    } else {
      assert((await readOnce(conn)).startsWith("\x05"));
      await say(conn, "\x05\x00");
      assert((await readOnce(conn)).startsWith("\x05\x01\x00"));
      await say(conn, "\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x46");
    }
    await say(conn, "by proxy");
    await conn.closeWrite();
    await readAll(conn);
  });
}

const proxied = (
  tool: Tool,
  says: string,
  kind: "http" | "socks5",
  words: (port: number) => (string | number)[],
): Cell => [says, async () => {
  await using server = proxy(kind);
  const program = await start(tool, ...words(server.port));
  await program.waitFor(/by proxy/, "out");
  await program.stop();
}];

/** A listener for 127.0.0.2 only. */
const allows = (tool: Tool, says: string, words: (port: number) => (string | number)[]): Cell => [
  says,
  async () => {
    const port = freePort();
    const program = await start(tool, ...words(port));
    const conn = await connectTo(port, program);
    await say(conn, "refused").catch(() => {});
    assertEquals(await readAll(conn).catch(() => ""), "");
    assertEquals(program.out, "");
    conn.close();
    await program.stop();
  },
];

/** Asks whether two ports are open. */
const probes = (
  tool: Tool,
  says: string,
  words: (from: number, to: number) => (string | number)[],
): Cell => [says, async () => {
  await using server = peer(() => Promise.resolve());
  const { out, err } = await talk(tool, "", ...words(server.port, server.port + 1));
  assertStringIncludes(out + err, `${server.port}`);
}];

const relays = (
  tool: Tool,
  says: string,
  words: (port: number, to: number) => (string | number)[],
): Cell => [says, async () => {
  await using server = peer((conn) => say(conn, "from afar"));
  const port = freePort();
  const program = await start(tool, ...words(port, server.port));
  const conn = await connectTo(port, program);
  assertEquals(await readOnce(conn), "from afar");
  conn.close();
  await program.stop();
}];

/** The rows. */
export const rows: Row[] = [
  {
    feature: "Connects from a given address",
    cells: {
      nc: source("nc", "`-s`", (port) => ["-N", "-s", "127.0.0.2", HOST, port]),
      ncat: source("ncat", "`-s`", (port) => ["-s", "127.0.0.2", HOST, port]),
      socat: source("socat", "`bind=`", (port) => ["-", `TCP:${HOST}:${port},bind=127.0.0.2`]),
      curl: source("curl", "`--interface`", (port) => [
        "--interface",
        "127.0.0.2",
        `telnet://${HOST}:${port}`,
      ]),
      sluice: source("sluice", "`--source`", (port) => [
        "connect",
        `${HOST}:${port}`,
        "--source=127.0.0.2",
      ]),
    },
  },
  {
    feature: "One family of addresses only",
    cells: {
      nc: family("nc", "`-4`, `-6`", (own, host, port) => ["-N", `-${own}`, host, port]),
      ncat: family("ncat", "`-4`, `-6`", (own, host, port) => [`-${own}`, host, port]),
      socat: family("socat", "`TCP4:`, `TCP6:`", (own, host, port) => [
        "-",
        `TCP${own}:${bracketed(host)}:${port}`,
      ]),
      curl: family("curl", "`-4`, `-6`", (own, host, port) => [
        `-${own}`,
        `telnet://${bracketed(host)}:${port}`,
      ]),
      sluice: family("sluice", "`-4`, `-6`", (own, host, port) => [
        "connect",
        `-${own}`,
        `${bracketed(host)}:${port}`,
      ]),
    },
  },
  {
    feature: "Unix sockets",
    cells: {
      nc: unix("nc", "`-U`", "path", (path) => ["-N", "-U", path]),
      ncat: unix("ncat", "`-U`", "path", (path) => ["-U", path]),
      socat: unix("socat", "`UNIX:`", "path", (path) => ["-", `UNIX:${path}`]),
      curl: unix("curl", "`--unix-socket`", "path", (path) => [
        "--unix-socket",
        path,
        "http://localhost",
      ]),
      sluice: unix("sluice", "`unix:`", "path", (path) => ["connect", `unix:${path}`]),
    },
  },
  {
    feature: "Abstract Unix sockets",
    cells: {
      nc: absent("nc", /abstract/i),
      ncat: absent("ncat", /abstract/i),
      socat: unix("socat", "`ABSTRACT:`", "abstract", (path) => ["-", `ABSTRACT:${path}`]),
      curl: unix("curl", "`--abstract-unix-socket`", "abstract", (path) => [
        "--abstract-unix-socket",
        path,
        "http://localhost",
      ]),
      sluice: unix("sluice", "`unix:@NAME`", "abstract", (path) => ["connect", `unix:@${path}`]),
    },
  },
  {
    feature: "By a proxy (HTTP CONNECT)",
    cells: {
      nc: proxied("nc", "`-X connect -x`", "http", (port) => [
        ...["-X", "connect", "-x", `${HOST}:${port}`],
        "away.test",
        70,
      ]),
      ncat: proxied("ncat", "`--proxy`", "http", (port) => [
        ...["--proxy", `${HOST}:${port}`, "--proxy-dns", "remote"],
        "away.test",
        70,
      ]),
      socat: proxied("socat", "`PROXY:`", "http", (port) => [
        "-",
        `PROXY:${HOST}:away.test:70,proxyport=${port}`,
      ]),
      curl: proxied("curl", "`-p -x`", "http", (port) => [
        ...["-p", "-x", `http://${HOST}:${port}`],
        "telnet://away.test:70",
      ]),
      sluice: proxied("sluice", "`--proxy`", "http", (port) => [
        ...["connect", `--proxy=http://${HOST}:${port}`],
        "away.test:70",
      ]),
    },
  },
  {
    feature: "By a proxy (SOCKS5)",
    cells: {
      nc: proxied("nc", "`-X 5 -x`", "socks5", (port) => [
        ...["-X", "5", "-x", `${HOST}:${port}`],
        "127.0.0.9",
        70,
      ]),
      ncat: proxied("ncat", "`--proxy-type socks5`", "socks5", (port) => [
        ...["--proxy", `${HOST}:${port}`, "--proxy-type", "socks5"],
        "127.0.0.9",
        70,
      ]),
      socat: absent("socat", /socks5/i),
      curl: proxied("curl", "`--socks5`", "socks5", (port) => [
        ...["--socks5", `${HOST}:${port}`],
        "telnet://127.0.0.9:70",
      ]),
      sluice: proxied("sluice", "`--proxy`", "socks5", (port) => [
        ...["connect", `--proxy=socks5://${HOST}:${port}`],
        "127.0.0.9:70",
      ]),
    },
  },
  {
    feature: "Serves certain addresses only",
    cells: {
      nc: absent("nc", /--allow|\bdeny|\brange=/i),
      ncat: allows("ncat", "`--allow`, `--deny`", (port) => [
        ...["-lk", "--allow", "127.0.0.2"],
        HOST,
        port,
      ]),
      socat: allows("socat", "`range=`", (port) => [
        `TCP-LISTEN:${port},bind=${HOST},range=127.0.0.2/32`,
        "-",
      ]),
      curl: NO_LISTENER,
      sluice: allows(
        "sluice",
        "`--allow-from`, `--deny-from`",
        (port) => ["listen", "--keep", `${HOST}:${port}`, "--allow-from=127.0.0.2"],
      ),
    },
  },
  {
    feature: "Shows which ports are open",
    cells: {
      nc: probes("nc", "`-zv`, ranges", (from, to) => ["-zvn", HOST, `${from}-${to}`]),
      ncat: probes("ncat", "`-zv`, one", (from) => ["-zv", HOST, from]),
      socat: absent("socat", /\bprobe|\bscan/i),
      curl: absent("curl", /\bprobe\b|\bscan/i),
      sluice: probes("sluice", "`--probe`, ranges", (from, to) => [
        "connect",
        "--probe",
        `${HOST}:${from}-${to}`,
      ]),
    },
  },
  {
    feature: "Relays between two addresses",
    cells: {
      nc: absent("nc", /\brelay|-e |--exec/i),
      ncat: relays("ncat", "`--sh-exec`", (port, to) => [
        ...["-lk", "--sh-exec", `ncat ${HOST} ${to}`],
        HOST,
        port,
      ]),
      socat: relays("socat", "yes", (port, to) => [
        `TCP-LISTEN:${port},bind=${HOST},fork`,
        `TCP:${HOST}:${to}`,
      ]),
      curl: NO_LISTENER,
      sluice: relays(
        "sluice",
        "`relay`",
        (port, to) => ["relay", `${HOST}:${port}`, `${HOST}:${to}`],
      ),
    },
  },
];
