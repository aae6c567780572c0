import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { CallerError, ConnectionError } from "../../lib/errors.ts";
import {
  parseUnixDatagram,
  unixDatagramPeer,
  unixDatagramSocket,
} from "../../lib/socket/unix_datagram.ts";
import { temporaryFolder } from "../support/folder.ts";
import { needs } from "../support/needs.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: Deno.build.os !== "linux", fn });

Deno.test("parses the paths of Unix sockets for datagrams, and abstract names", () => {
  assertEquals(parseUnixDatagram("unixdgram:/run/log"), "/run/log");
  assertEquals(parseUnixDatagram("unixdgram:./@log"), "./@log");
  assertEquals(parseUnixDatagram("unixdgram:@log"), "\0log");
  assertEquals(parseUnixDatagram("unix:/run/log"), undefined);
  for (const text of ["unixdgram:", "unixdgram:@"]) {
    assertThrows(() => parseUnixDatagram(text), CallerError, "it has no path");
  }
});

test("passes datagrams between paths, and shows the sender", async () => {
  await using folder = await temporaryFolder();
  for (const path of [`${folder.path}/100% \x1b[2J`, "\0sluice of the test"]) {
    using server = unixDatagramSocket(path);
    const peer = unixDatagramPeer({ scheme: "unix", path });
    assertEquals(server.address, peer.shown);
    using client = peer.open();
    await client.send(bytes("question"), peer.addresses[0]!);
    const { from } = (await server.receive())!;
    assertEquals(from, client.address);
    await server.send(bytes("answer"), from);
    const answer = (await client.receive())!;
    assertEquals([new TextDecoder().decode(answer.bytes), answer.from], ["answer", peer.shown]);
    assertEquals([peer.accepts(answer.from), peer.accepts(client.address)], [true, false]);
  }
});

test("no address has a control character", async () => {
  await using folder = await temporaryFolder();
  using server = unixDatagramSocket(`${folder.path}/a\x1b[2J\u202e%`);
  assertEquals(server.address, `unixdgram:${folder.path}/a%1B[2J%E2%80%AE%25`);
});

test("reports a path without a program, and a path that exists", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/s`;
  using client = unixDatagramSocket();
  const missing = await assertRejects(
    () => client.send(bytes("x"), `unixdgram:${path}`),
    ConnectionError,
  );
  assertEquals(missing.reason, "refused");
  unixDatagramSocket(path).close();
  const stale = await assertRejects(
    () => client.send(bytes("x"), `unixdgram:${path}`),
    ConnectionError,
  );
  assertEquals(stale.reason, "refused");
  assertThrows(() => unixDatagramSocket(path), Error, "its path already exists");
});

needs(
  "python3",
  "receives from a sender without a path, which cannot be answered",
  async () => {
    await using folder = await temporaryFolder();
    using server = unixDatagramSocket(`${folder.path}/s`);
    const script = "import socket, sys; " +
      "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'hello', sys.argv[1])";
    const python = new Deno.Command("python3", { args: ["-c", script, `${folder.path}/s`] });
    assertEquals((await python.output()).code, 0);
    const { bytes: received, from } = (await server.receive())!;
    assertEquals([new TextDecoder().decode(received), from], ["hello", "unixdgram:"]);
    await assertRejects(() => server.send(received, from), ConnectionError, "has no path");
  },
);
