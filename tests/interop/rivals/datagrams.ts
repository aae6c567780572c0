/** Rows about UDP and Unix datagrams. @module */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { temporaryFolder } from "../../support/folder.ts";
import { freePort } from "../../support/free_port.ts";
import { until } from "../../support/wait.ts";
import { runCommand } from "../../support/program.ts";
import { absent, type Cell, HOST, type Row, start, talk, type Tool } from "./tools.ts";

const NO_UDP = absent("curl", /\budp\b/i);

/** A socket that answers each datagram in upper case. */
function upperCase(): { port: number; close(): void } {
  const socket = Deno.listenDatagram({ transport: "udp", hostname: HOST, port: 0 });
  void (async () => {
    for await (const [bytes, from] of socket) {
      const text = new TextDecoder().decode(bytes).toUpperCase();
      await socket.send(new TextEncoder().encode(text), from);
    }
  })().catch(() => {});
  return { port: (socket.addr as Deno.NetAddr).port, close: () => socket.close() };
}

const sends = (tool: Tool, says: string, words: (port: number) => (string | number)[]): Cell => [
  says,
  async () => {
    const server = upperCase();
    const program = await start(tool, ...words(server.port));
    await program.write("hello\n");
    await program.waitFor(/HELLO\n/, "out");
    server.close();
    await program.stop();
  },
];

/** Sends from two ports; prints what the second one meets: an answer of ICMP, or nothing yet. */
const TWO_PEERS = `
import socket, sys
address = ("127.0.0.1", int(sys.argv[1]))
peers = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
for peer, text in zip(peers, (b"a", b"b")):
    while True:
        peer.connect(address)
        try:
            peer.send(text)
            if text == b"a": input()
            elif sys.argv[2] == "refused": peer.recv(100)
            break
        except ConnectionRefusedError:
            if text == b"b": print("refused", flush=True); break
`;

/** Sends an empty datagram, and then others until the tool shows one or ends. */
const several = (tool: Tool, says: string, words: (port: number) => (string | number)[]): Cell => [
  says,
  async () => {
    const port = freePort();
    const program = await start(tool, ...words(port));
    const isFirstOnly = says.endsWith("first only");
    const first = Deno.listenDatagram({ transport: "udp", hostname: HOST, port: 0 });
    const to: Deno.NetAddr = { transport: "udp", hostname: HOST, port };
    // Some do not say when they listen.
    const sent = setInterval(() => void first.send(Uint8Array.of(0x61), to), 20);
    await program.waitFor(/a/, "out");
    clearInterval(sent);
    if (isFirstOnly) {
      const { out } = await runCommand(["python3", "-c", TWO_PEERS, `${port}`, "refused"], {
        stdin: "\n",
      });
      assertEquals(out, "refused\n");
    } else {
      const second = Deno.listenDatagram({ transport: "udp", hostname: HOST, port: 0 });
      const again = setInterval(() => void second.send(Uint8Array.of(0x62), to), 20);
      await program.waitFor(/b/, "out");
      clearInterval(again);
      second.close();
    }
    first.close();
    await program.stop();
  },
];

const empty = (tool: Tool, says: string, words: (port: number) => (string | number)[]): Cell => [
  says,
  async () => {
    const port = freePort();
    const program = await start(tool, ...words(port));
    const socket = Deno.listenDatagram({ transport: "udp", hostname: HOST, port: 0 });
    const to: Deno.NetAddr = { transport: "udp", hostname: HOST, port };
    const sent = setInterval(() => void socket.send(Uint8Array.of(0x61), to), 20);
    await program.waitFor(/a/, "out");
    clearInterval(sent);
    await socket.send(new Uint8Array(0), to);
    if (says === "ends") await program.ended;
    else {
      const again = setInterval(() => void socket.send(Uint8Array.of(0x62), to), 20);
      await program.waitFor(/b/, "out");
      clearInterval(again);
    }
    socket.close();
    await program.stop();
  },
];

/** Sends a datagram to the address of broadcast of loopback. */
const broadcasts = (
  tool: Tool,
  says: string,
  words: (port: number) => (string | number)[],
): Cell => [says, async () => {
  const hostname = "127.255.255.255";
  const socket = Deno.listenDatagram({ transport: "udp", hostname, port: 0 });
  const { port } = socket.addr as Deno.NetAddr;
  const program = await start(tool, ...words(port));
  await program.write("hello\n");
  assertEquals(new TextDecoder().decode((await socket.receive())[0]), "hello\n");
  socket.close();
  await program.stop();
}];

/** What a probe says of a port whose program does not answer. */
const probes = (tool: Tool, says: string, code: number, ...flags: string[]): Cell => [
  says,
  async () => {
    const socket = Deno.listenDatagram({ transport: "udp", hostname: HOST, port: 0 });
    const { port } = socket.addr as Deno.NetAddr;
    assertEquals((await talk(tool, "", ...flags, HOST, port)).code, code);
    socket.close();
  },
];

const joins = (tool: Tool, says: string, words: (port: number) => (string | number)[]): Cell => [
  says,
  async () => {
    const port = freePort();
    const program = await start(tool, ...words(port));
    // The system lists the groups that its sockets have joined: 239.255.0.7, in its own byte order.
    await until(
      () => Deno.readTextFileSync("/proc/net/igmp").includes("0700FFEF"),
      "the group is joined",
    );
    await program.stop();
  },
];

const unix = (tool: Tool, says: string, words: (path: string) => string[]): Cell => [
  says,
  async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/s`;
    const socket = Deno.listenDatagram({ transport: "unixpacket", path });
    const program = await start(tool, ...words(path));
    await program.write("hello\n");
    assertEquals(new TextDecoder().decode((await socket.receive())[0]), "hello\n");
    socket.close();
    await program.stop();
    assert(program.code !== undefined);
  },
];

/** The rows. */
export const rows: Row[] = [
  {
    feature: "UDP",
    cells: {
      nc: sends("nc", "`-u`", (port) => ["-u", HOST, port]),
      ncat: sends("ncat", "`-u`", (port) => ["-u", HOST, port]),
      socat: sends("socat", "`UDP:`", (port) => ["-", `UDP:${HOST}:${port}`]),
      curl: NO_UDP,
      sluice: sends("sluice", "`udp://`", (port) => ["connect", `udp://${HOST}:${port}`]),
    },
  },
  {
    feature: "A UDP listener hears",
    cells: {
      nc: several("nc", "the first only", (port) => ["-ul", HOST, port]),
      ncat: several("ncat", "the first only", (port) => ["-ul", HOST, port]),
      socat: several("socat", "all, `UDP-RECV:`", (port) => [
        "-u",
        `UDP-RECV:${port},bind=${HOST}`,
        "-",
      ]),
      curl: NO_UDP,
      sluice: several("sluice", "all", (port) => ["listen", `udp://${HOST}:${port}`]),
    },
  },
  {
    feature: "After an empty datagram a UDP listener",
    cells: {
      nc: empty("nc", "ends", (port) => ["-ul", HOST, port]),
      ncat: empty("ncat", "goes on", (port) => ["-ul", HOST, port]),
      socat: empty("socat", "goes on", (port) => ["-u", `UDP-RECV:${port},bind=${HOST}`, "-"]),
      curl: NO_UDP,
      sluice: empty("sluice", "goes on", (port) => ["listen", `udp://${HOST}:${port}`]),
    },
  },
  {
    feature: "Broadcast",
    cells: {
      nc: broadcasts("nc", "`-b`", (port) => ["-ub", "127.255.255.255", port]),
      ncat: broadcasts("ncat", "yes", (port) => ["-u", "127.255.255.255", port]),
      socat: broadcasts("socat", "`broadcast`", (port) => [
        "-",
        `UDP-DATAGRAM:127.255.255.255:${port},broadcast`,
      ]),
      curl: NO_UDP,
      sluice: broadcasts("sluice", "yes", (port) => [
        "connect",
        "--send-only",
        `udp://127.255.255.255:${port}`,
      ]),
    },
  },
  {
    feature: "Joins a multicast group",
    cells: {
      nc: absent("nc", /multicast|membership/i),
      ncat: absent("ncat", /multicast|membership/i),
      socat: joins("socat", "`ip-add-membership`", (port) => [
        "-u",
        `UDP-RECV:${port},ip-add-membership=239.255.0.7:127.0.0.1`,
        "-",
      ]),
      curl: NO_UDP,
      sluice: joins(
        "sluice",
        "yes",
        (port) => ["listen", `udp://239.255.0.7:${port}`, "--interface=lo"],
      ),
    },
  },
  {
    feature: "Exit code of a probe by UDP of a port that does not answer",
    cells: {
      nc: probes("nc", "0, as if open", 0, "-zu"),
      ncat: probes("ncat", "0, as if open", 0, "-zu"),
      socat: ["no probe", absent("socat", /\bprobe|\bscan/i)[1]!],
      curl: NO_UDP,
      sluice: ["64, no probe", async () => {
        const ended = await talk("sluice", "", "connect", "--probe", `udp://${HOST}:9`);
        assertStringIncludes(ended.err, "--probe does not work over UDP");
        assertEquals(ended.code, 64);
      }],
    },
  },
  {
    feature: "Unix datagrams",
    cells: {
      nc: unix("nc", "`-uU`", (path) => ["-uU", path]),
      ncat: unix("ncat", "`-uU`", (path) => ["-uU", path]),
      socat: unix("socat", "`UNIX-SENDTO:`", (path) => ["-", `UNIX-SENDTO:${path}`]),
      curl: NO_UDP,
      sluice: unix(
        "sluice",
        "`unixdgram:`",
        (path) => ["connect", "--send-only", `unixdgram:${path}`],
      ),
    },
  },
];
