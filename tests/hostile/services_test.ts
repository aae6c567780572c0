/**
 * Hostile and faulty clients. Each kind attacks a service that runs as a user runs it, and the next
 * client must be served normally.
 *
 * Cases that are tested elsewhere: how a stream ends, an end with two million bytes in flight, line
 * ends cut in two, Ctrl-C, a closed standard output (`commands/connect_test.ts`); empty and largest
 * datagrams, a second peer (`commands/listen_test.ts`, `socket/datagram_test.ts`); sockets' paths
 * after TERM and KILL (`commands/serve_test.ts`); a silent TLS client, a burst of a thousand
 * (`socket/serve_test.ts`); a TLS stream without its end, unreachable addresses, a reset during a
 * write (`socket/dial_test.ts`); a slow reader of 100 MB (`contract/`); forged names, floods, and
 * readers that do not read in a chat (`services/chat_test.ts`); selectors with line ends, tabs and
 * `..` (`services/gopher_test.ts`); forged senders and answers longer than their requests
 * (`socket/datagram_test.ts`). There are no access lists to test.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { CERT_PATH, KEY_PATH } from "../support/certificate.ts";
import { DEFAULT_PORT } from "../../lib/limits.ts";
import { services } from "../../lib/services/all.ts";
import { needs } from "../support/needs.ts";
import { startCommand, startWithInput, text } from "../support/program.ts";
import { runSluice } from "../commands/run_sluice.ts";
import { pause, until } from "../support/wait.ts";

/**
 * Kinds of bad clients: each ends by itself. SO_LINGER with zero seconds turns a close into a
 * reset.
 */
const BAD_CLIENTS = `
import os, socket, struct, sys, threading
port = int(sys.argv[1])
RESET = struct.pack("ii", 1, 0)
def connect():
    return socket.create_connection(("127.0.0.1", port), 5)
def at_once():
    connect().close()
def reset_at_once():
    s = connect(); s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET); s.close()
def reset_after(data):
    s = connect(); s.sendall(data); s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET); s.close()
def unread(data):
    s = connect(); s.sendall(data); s.shutdown(socket.SHUT_WR); s.close()
def garbage():
    s = connect()
    try: s.sendall(os.urandom(300_000))
    except OSError: pass
    s.close()
def never_reads():
    s = connect(); s.settimeout(0.2)
    try:
        for _ in range(40): s.sendall(b"x\\n" * 50_000)
    except OSError: pass
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET); s.close()
def many():
    held = [connect() for _ in range(200)]
    for s in held: s.close()
words = [b"", b"\\0", b"\\r\\n", b"get a\\n", b"/nick x\\n", b"\\x16\\x03\\x01\\xff\\xff", b"a" * 100_000, b"\\xff\\xfe\\n"]
for bad in (at_once, reset_at_once, garbage, never_reads, many): bad()
for data in words: reset_after(data); unread(data)
print("done")
`;

const SERVICES: [
  words: string[],
  scheme: "tcp" | "tls",
  ask: (port: number) => Promise<boolean>,
][] = [
  [["echo"], "tcp", async (port) => {
    return (await runSluice(["echo", `127.0.0.1:${port}`, "alive"])).out === "ALIVE\n";
  }],
  [["echo", `--cert=${CERT_PATH}`, `--key=${KEY_PATH}`], "tls", async (port) => {
    const flags = ["--ca", CERT_PATH, "alive"];
    return (await runSluice(["echo", `tls://localhost:${port}`, ...flags])).out === "ALIVE\n";
  }],
  [["time"], "tcp", async (port) => {
    return / alive\n$/.test((await runSluice(["time", `127.0.0.1:${port}`, "alive"])).out);
  }],
  [["chat"], "tcp", async (port) => {
    return /you are guest/.test((await runSluice(["chat", `127.0.0.1:${port}`])).out);
  }],
  [["files", "docs"], "tcp", async (port) => {
    return /json\.md/.test((await runSluice(["get", `127.0.0.1:${port}`, "--list"])).out);
  }],
  [["gopher", "docs"], "tcp", async (port) => {
    return /json\.md/.test((await runSluice(["gopher", `127.0.0.1:${port}`])).out);
  }],
  [["chargen"], "tcp", async (port) => {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    const count = await conn.read(new Uint8Array(10));
    conn.close();
    return count === 10;
  }],
];

const root = new URL("../../", import.meta.url).pathname;

for (const [words, scheme, ask] of SERVICES) {
  needs("python3", `${words[0]} over ${scheme} outlives every kind of bad client`, async () => {
    const place = words.map((word) => word === "docs" ? `${root}docs` : word);
    const server = await startWithInput("serve", ...place, `--listen=${scheme}://127.0.0.1:0`);
    const port = await server.port(scheme);
    const bad = await startCommand(["python3", "-c", BAD_CLIENTS, `${port}`], { interactive: true })
      .end();
    assertEquals([bad.code, bad.out], [0, "done\n"], bad.err);
    assert(await ask(port), `${words[0]} does not answer any more`);
    const { code, err } = await server.stop();
    assertEquals(code, 143);
    // No stack trace is printed, and no control character of a peer.
    assertEquals(/\n\s+at |Internal error/.test(err), false, err);
    // deno-lint-ignore no-control-regex
    assertEquals(/[\x00-\x08\x0b-\x1f\x7f]/.test(err), false);
  });
}

/** The number of descriptors that a process holds. */
function descriptors(pid: number): number {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
}

Deno.test({
  name: "500 idle connections and 5,000 concurrent requests leave no descriptor behind",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const server = await startWithInput("serve", "echo", "--listen=127.0.0.1:0");
    const port = await server.port();
    assertEquals((await runSluice(["echo", `127.0.0.1:${port}`, "warm"])).out, "WARM\n");
    const before = descriptors(server.pid);
    const conns = await Promise.all(
      Array.from({ length: 500 }, () => Deno.connect({ hostname: "127.0.0.1", port })),
    );
    const ask = async (conn: Deno.Conn, n: number) => {
      const request = new TextEncoder().encode(`request ${n}`);
      await conn.write(request);
      const reply = new Uint8Array(64);
      const count = await conn.read(reply);
      assertEquals(text(reply.subarray(0, count!)), `REQUEST ${n}`);
    };
    for (const conn of conns) await ask(conn, 0);
    assert(descriptors(server.pid) >= before + 500);
    await Promise.all(
      conns.slice(0, 20).map(async (conn) => {
        for (let n = 0; n < 250; n++) await ask(conn, n);
      }),
    );
    // Connections that were idle all the time are still served.
    for (const conn of conns) await ask(conn, 1);
    for (const conn of conns) conn.close();
    await until(() => descriptors(server.pid) <= before, "its descriptors are free");
    await server.stop();
  },
});

Deno.test("a storm of short datagrams does not cause a flood of long answers", async () => {
  const server = await startWithInput("serve", "time", "--listen=udp://127.0.0.1:0");
  const port = await server.port("udp");
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  const to = { transport: "udp", hostname: "127.0.0.1", port } as const;
  let answers = 0;
  const counting = (async () => {
    for await (const [bytes] of socket) {
      if (!/last/.test(text(bytes))) answers++;
      else break;
    }
  })();
  const start = performance.now();
  for (let n = 0; n < 1000; n++) await socket.send(new Uint8Array([0x78]), to);
  // The answer to this one is not longer, so it may be sent in any case.
  let over = false;
  void counting.then(() => over = true);
  const last = new TextEncoder().encode("last".padEnd(100));
  while (!over) {
    await socket.send(last, to);
    // A datagram may get lost; at full speed they would be a storm of their own.
    await pause(20);
  }
  const seconds = Math.floor((performance.now() - start) / 1000) + 2;
  assert(answers <= 100 * seconds, `${answers} answers in ${seconds} s`);
  socket.close();
  const { err } = await server.stop();
  assertMatch(err, /not answered: the answer is longer than the question/);
});

Deno.test("answers no datagram that claims to come from a port of a sluice service", async () => {
  const server = await startWithInput("serve", "echo", "--listen=udp://127.0.0.1:0");
  const to = { transport: "udp", hostname: "127.0.0.1", port: await server.port("udp") } as const;
  let tried = 0;
  for (const port of [...services.map(({ port }) => port), DEFAULT_PORT]) {
    let socket: Deno.DatagramConn;
    try {
      socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port });
    } catch (error) {
      // Such a service may run on this machine; one free port of them is enough.
      if (error instanceof Deno.errors.AddrInUse) continue;
      throw error;
    }
    tried++;
    await socket.send(new Uint8Array(1), to);
    await server.waitFor(new RegExp(`:${port}: not answered: a service on port`));
    socket.close();
  }
  assert(tried > 0);
  await server.stop();
});
