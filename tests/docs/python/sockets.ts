// deno-lint-ignore-file camelcase -- A check has the name that Python has.
/** Checks of docs/python.md: making sockets, families and types. @module */

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Socket } from "node:net";
import { datagramSocket } from "../../../lib/socket/datagram.ts";
import { dial } from "../../../lib/socket/dial.ts";
import { listen } from "../../../lib/socket/listen.ts";
import { memoryPair } from "../../../lib/socket/memory_pair.ts";
import { probePort } from "../../../lib/socket/probe.ts";
import { readText } from "../../../lib/socket/read_text.ts";
import { writeAll } from "../../../lib/socket/write_all.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { freePort } from "../../support/free_port.ts";
import { programPath } from "../../support/needs.ts";
import { runCommand } from "../../support/program.ts";
import { bothEnds, type Checks, errorOf } from "./check.ts";

/** A program that passes a connection to Deno as descriptor 0, as inetd does. */
const PASSES_A_SOCKET = `
import socket, subprocess, sys
server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname())
conn, _ = server.accept()
child = subprocess.Popen(sys.argv[1:], stdin=conn)
conn.close()
client.sendall(b"hello")
print(client.recv(100).decode())
client.close()
child.wait()
`;

/** Connects to a path of a Unix socket by Python, and sends a datagram, or tries with another type. */
async function sendByPython(path: string, type: string): Promise<string> {
  const code = `import socket, sys
s = socket.socket(socket.AF_UNIX, getattr(socket, sys.argv[1]))
s.connect(sys.argv[2])
s.send(b"hello")`;
  return (await runCommand(["python3", "-c", code, type, path])).err;
}

/** The checks. */
export const checks: Checks = {
  async socket() {
    using listener = listen("127.0.0.1:0");
    const accepted = listener.accept();
    const address = listener.address;
    const source = { host: "127.0.0.1", port: 0 };
    using conn = await dial(address, { source });
    assertMatch(conn.localAddr, /^tcp:\/\/127\.0\.0\.1:\d+$/);
    (await accepted)!.abort();
    datagramSocket("127.0.0.1:0").close();
  },
  async listen() {
    using listener = listen("127.0.0.1:0", { backlog: 1 });
    using conn = await dial(listener.address);
    assert(conn.remoteAddr === listener.address);
  },
  async accept() {
    using listener = listen("127.0.0.1:0");
    using first = await dial(listener.address);
    using accepted = await listener.accept();
    assertEquals(accepted!.remoteAddr, first.localAddr);
    using second = await dial(listener.address);
    for await (const conn of listener) {
      assertEquals(conn.remoteAddr, second.localAddr);
      conn.abort();
      break;
    }
  },
  async connect() {
    using listener = listen("127.0.0.1:0");
    using conn = await dial(`localhost:${listener.port}`);
    assertEquals(conn.remoteAddr, listener.address);
  },
  async connect_ex() {
    const listener = listen(`127.0.0.1:${freePort()}`);
    assertEquals(await probePort("127.0.0.1", listener.port), "open");
    listener.close();
    const { code } = await errorOf(() => dial(listener.address));
    assertEquals(code, "unavailable");
    assertEquals(await probePort("127.0.0.1", listener.port), "closed");
  },
  async create_server() {
    using listener = listen(":0");
    for (const host of ["127.0.0.1", "[::1]"]) {
      (await dial(`${host}:${listener.port}`)).abort();
    }
  },
  async socketpair() {
    const [here, there] = memoryPair();
    await writeAll(here, "hello");
    assertEquals(await readText(there, 1024), "hello");
  },
  async "socket(fileno=)"() {
    assert(new Socket({}) !== undefined);
    if (programPath("python3") === undefined) return;
    await using folder = await temporaryFolder();
    const file = `${folder.path}/inherited.mjs`;
    const code = `import { Socket } from "node:net";
      const socket = new Socket({ fd: 0 });
      socket.on("data", (bytes) => socket.end(String(bytes).toUpperCase()));`;
    await Deno.writeTextFile(file, code);
    const deno = [Deno.execPath(), "run", "--quiet", "--no-prompt", file];
    const { out, err } = await runCommand(["python3", "-c", PASSES_A_SOCKET, ...deno]);
    assertEquals([out, err], ["HELLO\n", ""]);
  },
  async fileno() {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    using conn = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
    for (const name of ["fd", "rid", "fileno", "dup"]) assert(!(name in conn), name);
    (await listener.accept()).close();
  },
  async family() {
    const [conn, there] = await bothEnds();
    assertMatch(conn.remoteAddr, /^tcp:/);
    conn.abort();
    there.abort();
  },
  async close() {
    const [conn, there] = await bothEnds();
    await writeAll(there, "still on its way");
    await Promise.all([conn.close(), there.close()]);
    const [one, other] = await bothEnds();
    one.abort();
    other.abort();
    const listener = listen("127.0.0.1:0");
    listener.close();
    assertEquals(await listener.accept(), undefined);
    const socket = datagramSocket("127.0.0.1:0");
    socket.close();
    assertEquals(await socket.receive(), undefined);
  },
  async AF_INET() {
    using listener = listen("127.0.0.1:0");
    (await dial(listener.address)).abort();
  },
  async AF_INET6() {
    using listener = listen("[::1]:0");
    assertMatch(listener.address, /^tcp:\/\/\[::1\]:\d+$/);
    (await dial(listener.address)).abort();
  },
  async AF_UNIX() {
    await using folder = await temporaryFolder();
    using listener = listen(`unix:${folder.path}/s`);
    (await dial(listener.address)).abort();
    if (Deno.build.os !== "linux") return;
    const address = `unix:@sluice-${Deno.pid}`;
    using abstract = listen(address);
    (await dial(address)).abort();
    assertEquals(abstract.address, address);
  },
  async AF_CAN() {
    for (const transport of ["can", "rds", "raw", "rdm", "seqpacket"]) {
      const options = { transport, hostname: "127.0.0.1", port: 1 };
      await assertRejects(async () =>
        await Deno.connect(options as unknown as Deno.ConnectOptions)
      );
    }
  },
  async SOCK_STREAM() {
    using listener = listen("127.0.0.1:0");
    const address = listener.address;
    (await dial(address)).abort();
  },
  async SOCK_DGRAM() {
    using socket = datagramSocket("127.0.0.1:0");
    await socket.send(new Uint8Array(3), socket.address);
    assertEquals((await socket.receive())!.bytes.length, 3);
    await using folder = await temporaryFolder();
    const path = `${folder.path}/s`;
    const unix = Deno.listenDatagram({ transport: "unixpacket", path });
    if (programPath("python3") === undefined) return unix.close();
    assertEquals(await sendByPython(path, "SOCK_DGRAM"), "");
    assertEquals((await unix.receive())[0].length, 5);
    unix.close();
  },
  async SOCK_SEQPACKET() {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/s`;
    const unix = Deno.listenDatagram({ transport: "unixpacket", path });
    if (programPath("python3") === undefined) return unix.close();
    assertMatch(await sendByPython(path, "SOCK_SEQPACKET"), /wrong type/);
    unix.close();
  },
};
