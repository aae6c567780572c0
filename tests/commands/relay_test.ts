import { assert, assertEquals, assertMatch } from "@std/assert";
import { netRights } from "../../commands/relay/net_rights.ts";
import { reachesItself } from "../../commands/relay/reaches_itself.ts";
import { dial } from "../../lib/socket/dial.ts";
import { listen } from "../../lib/socket/listen.ts";
import { parseAddress } from "../../lib/socket/address.ts";
import { serve } from "../../lib/socket/serve.ts";
import { writeAll } from "../../lib/socket/write_all.ts";
import { cert, CERT_PATH, KEY_PATH } from "../support/certificate.ts";
import { temporaryFolder } from "../support/folder.ts";
import { freePort } from "../support/free_port.ts";
import { start } from "../support/program.ts";
import { until } from "../support/wait.ts";
import { runSluice } from "./run_sluice.ts";
import { drain, read, write } from "../socket/transports.ts";

const isWindows = Deno.build.os === "windows";
const cred = [`--cert=${CERT_PATH}`, `--key=${KEY_PATH}`];

/** A service that sends everything back, until the test is done. */
function echoServer(): Disposable & { place: string } {
  const listener = listen("127.0.0.1:0");
  void serve(listener, (conn) => conn.readable.pipeTo(conn.writable));
  return { place: `127.0.0.1:${listener.port}`, [Symbol.dispose]: () => listener.close() };
}

Deno.test("relays many connections at once, each to its own end", async () => {
  using server = echoServer();
  await using program = await start(["relay", "127.0.0.1:0", server.place]);
  const place = `127.0.0.1:${await program.port()}`;
  const conns = await Promise.all(Array.from({ length: 50 }, () => dial(place)));
  for (const [n, conn] of conns.entries()) await writeAll(conn, `${n}`.padStart(9));
  for (const [n, conn] of [...conns.entries()].reverse()) {
    assertEquals(Number(new TextDecoder().decode(await read(conn, 9))), n);
  }
  // The answer comes after the end of this side's direction.
  await Promise.all(conns.map(async (conn) => {
    await write(conn, new Uint8Array(100_000));
    await conn.closeWrite();
    assertEquals(await drain(conn), 100_000);
  }));
  const { code, err } = await program.stop("SIGINT");
  assertEquals(code, 130);
  assertMatch(err, /^Relayed 50 connections: 5000450 bytes sent, 5000450 received$/m);
});

Deno.test({
  name: "adds TLS to a service on a Unix socket, and removes it again",
  ignore: isWindows,
  async fn() {
    await using folder = await temporaryFolder();
    using server = echoServer();
    const path = `unix:${folder.path}/s`;
    await using plain = await start(["relay", path, server.place]);
    await plain.waitFor(/Listening/);
    await using adding = await start(["relay", "tls://localhost:0", path, ...cred]);
    const secured = `tls://localhost:${await adding.port("tls")}`;
    await using removing = await start(["relay", "127.0.0.1:0", secured, `--ca=${CERT_PATH}`]);
    const conn = await dial(`127.0.0.1:${await removing.port()}`);
    await writeAll(conn, "hello");
    await conn.closeWrite();
    assertEquals(await drain(conn), 5);
    const direct = await dial(secured, { tls: { ca: [cert] } });
    await writeAll(direct, "hello");
    await direct.closeWrite();
    assertEquals(await drain(direct), 5);
    assertEquals((await adding.stop()).code, 143);
    assertEquals((await plain.stop()).code, 143);
  },
});

Deno.test("relays datagrams both ways, and shows each source", async () => {
  await using server = await start(["serve", "echo", "--listen=udp://127.0.0.1:0"]);
  const target = `udp://127.0.0.1:${await server.port("udp")}`;
  await using program = await start(["relay", "-v", "udp://127.0.0.1:0", target]);
  const place = `udp://127.0.0.1:${await program.port("udp")}`;
  for (const word of ["one", "two"]) {
    const { code, out } = await runSluice(["echo", place, word]);
    assertEquals([code, out], [0, `${word.toUpperCase()}\n`]);
  }
  const { err } = await program.stop();
  const sources = [...err.matchAll(/^(udp:\S+) relayed to (\S+)$/gm)];
  assertEquals(sources.map(([, , to]) => to), [target, target]);
  assertEquals(err.match(/^udp:\S+ ended: 3 bytes sent, 3 received$/gm)?.length, 2, err);
});

Deno.test("closes the connection of a client if the target refuses, and goes on", async () => {
  const port = freePort();
  await using program = await start(["relay", "-v", "127.0.0.1:0", `127.0.0.1:${port}`]);
  const place = `127.0.0.1:${await program.port()}`;
  assertEquals(await drain(await dial(place)), 0);
  await program.waitFor(/127\.0\.0\.1:\d+: Cannot connect to 127\.0\.0\.1:\d+: connection refused/);
  using again = listen({ scheme: "tcp", host: "127.0.0.1", port });
  const conn = await dial(place);
  await writeAll(conn, "hello");
  await conn.closeWrite();
  assertEquals(await drain((await again.accept())!), 5);
  conn.abort();
  const { err } = await program.stop();
  assertMatch(err, /^127\.0\.0\.1:\d+ relayed to 127\.0\.0\.1:\d+$/m);
  assertMatch(err, /Relayed 2 connections, 1 failed: 5 bytes sent, 0 received/);
});

Deno.test("--max lets further connections wait, and --idle closes silent ones", async () => {
  using server = echoServer();
  const flags = ["--max=1", "--idle=500ms", "-v"];
  await using program = await start(["relay", "127.0.0.1:0", server.place, ...flags]);
  const place = `127.0.0.1:${await program.port()}`;
  const silent = await dial(place);
  await program.waitFor(/relayed to/);
  const waiting = await dial(place);
  await writeAll(waiting, "x");
  await program.waitFor(/Connection closed: 127\.0\.0\.1:\d+ was idle for 0\.5 s/);
  assertEquals(await drain(silent), 0);
  assertEquals((await read(waiting, 1)).length, 1);
  waiting.abort();
  await program.stop();
});

Deno.test("--once ends with the first connection, and with its error", async () => {
  using server = echoServer();
  await using program = await start(["relay", "--once", "127.0.0.1:0", server.place]);
  const conn = await dial(`127.0.0.1:${await program.port()}`);
  await writeAll(conn, "x");
  await conn.closeWrite();
  assertEquals(await drain(conn), 1);
  assertEquals((await program.ended).code, 0);
  await using failing = await start(["relay", "--once", "127.0.0.1:0", "127.0.0.1:9"]);
  assertEquals(await drain(await dial(`127.0.0.1:${await failing.port()}`)), 0);
  const { code, err } = await failing.ended;
  assertEquals([code, err.match(/Cannot connect/g)?.length], [69, 1], err);
});

Deno.test("--limit holds back what exceeds it, until Ctrl-C", async () => {
  using server = echoServer();
  await using program = await start(["relay", "127.0.0.1:0", server.place, "--limit=1"]);
  const conn = await dial(`127.0.0.1:${await program.port()}`);
  await writeAll(conn, new Uint8Array(100_000));
  const { code, err } = await program.stop("SIGINT");
  assertEquals(code, 130);
  assertMatch(err, /: 0 bytes sent, 0 received/);
  conn.abort();
});

Deno.test("refuses to relay to itself, in any spelling of its address", async () => {
  const itself = (from: string, to: string, hosts: string[] = []) =>
    reachesItself(parseAddress(from), parseAddress(to), hosts);
  assert(await itself("127.0.0.1:80", "localhost:80", ["::1", "127.0.0.1"]));
  assert(await itself("[::1]:80", "tls://[0:0:0:0:0:0:0:1]:80", ["0:0:0:0:0:0:0:1"]));
  assert(await itself("0.0.0.0:80", "127.0.0.9:80", ["127.0.0.9"]));
  assert(await itself("127.0.0.1:80", "0.0.0.0:80", ["0.0.0.0"]));
  assert(!await itself("127.0.0.1:80", "127.0.0.2:80", ["127.0.0.2"]));
  assert(!await itself("127.0.0.1:80", "127.0.0.1:81", ["127.0.0.1"]));
  assert(!await itself("0.0.0.0:80", "192.0.2.1:80", ["192.0.2.1"]));
  if (Deno.build.os !== "windows") {
    await using folder = await temporaryFolder();
    await Deno.symlink(folder.path, `${folder.path}/link`);
    assert(await itself(`unix:${folder.path}/s`, `unix:${folder.path}/link/s`));
    assert(!await itself(`unix:${folder.path}/s`, `unix:${folder.path}/t`));
    assert(!await itself(`unix:${folder.path}/s`, "127.0.0.1:80", ["127.0.0.1"]));
  }
  const { code, err } = await runSluice(["relay", ":7999", "7999"]);
  assertEquals([code, /the relay itself listens there/.test(err)], [64, true], err);
});

Deno.test("may use its two addresses and no others", () => {
  const rights = (from: string, to: string, ...hosts: string[]) =>
    netRights({ from: parseAddress(from, { host: "::" }), to: parseAddress(to), hosts });
  assertEquals(rights("127.0.0.1:0", "192.0.2.1:80", "192.0.2.1"), [
    "127.0.0.1:0",
    "192.0.2.1:80",
    "192.0.2.1:80",
  ]);
  assertEquals(rights(":80", "tls://example.org:443", "192.0.2.1", "fe80::1%eth0"), [
    "[::]:80",
    "0.0.0.0:80",
    "example.org:443",
    "192.0.2.1:443",
    "[fe80::1]:443",
  ]);
  assertEquals(rights("unix:/run/a", "unix:/run/b"), ["unix:/run/a", "unix:/run/b"]);
  assertEquals(rights("udp://127.0.0.1:0", "udp://127.0.0.1:9", "127.0.0.1"), true);
});

Deno.test("refuses addresses and flags that do not go together", async () => {
  for (
    const [words, reason] of [
      [["udp://:7999", "127.0.0.1:9"], /UDP is relayed to UDP only/],
      [["udp://127.0.0.1:0", "udp://127.0.0.1:9", "--once"], /--once does not work over UDP/],
      [["127.0.0.1:0", "127.0.0.1:9", ...cred], /need an address that begins with tls:/],
      [["tls://127.0.0.1:0", "127.0.0.1:9", ...cred, "--insecure"], /--insecure needs a TO_ADDR/],
      [["tls://127.0.0.1:0", "127.0.0.1:9"], /TLS needs a certificate and its key/],
    ] as const
  ) {
    const { code, err } = await runSluice(["relay", ...words]);
    assertEquals([code, reason.test(err)], [64, true], err);
  }
  const unknown = await runSluice(["relay", "127.0.0.1:0", "nowhere.invalid:80"]);
  assertEquals([unknown.code, /nowhere\.invalid/.test(unknown.err)], [68, true], unknown.err);
});

Deno.test("a target that is lost ends the connection of the client", async () => {
  const targets: { abort(): void }[] = [];
  using listener = listen("127.0.0.1:0");
  void serve(listener, (conn) => {
    targets.push(conn);
    return new Promise(() => {});
  });
  await using program = await start(["relay", "127.0.0.1:0", `127.0.0.1:${listener.port}`]);
  const conn = await dial(`127.0.0.1:${await program.port()}`);
  await until(() => targets.length === 1, "the relayed connection");
  targets[0]!.abort();
  assertEquals(await drain(conn), 0);
  conn.abort();
});
