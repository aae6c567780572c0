import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ConnectionError, LocalError } from "../../lib/errors.ts";
import { requestDatagram } from "../../lib/socket/request_datagram.ts";
import { datagramSocket } from "../../lib/socket/datagram.ts";
import { MAX_REPLIES } from "../../lib/limits.ts";
import { mayNotAnswer, serveDatagrams } from "../../lib/socket/serve_datagrams.ts";

const loopback = { scheme: "udp", host: "127.0.0.1", port: 0 } as const;

for (const length of [0, 1, 1400, 9001, 65_507]) {
  Deno.test(`echoes a datagram of ${length} bytes`, async () => {
    const socket = datagramSocket(loopback);
    const ended = serveDatagrams(socket, (bytes) => bytes);
    const question = new Uint8Array(length).map((_, at) => at % 251);
    assertEquals(await requestDatagram({ ...loopback, port: socket.port }, question), question);
    socket.close();
    await ended;
  });
}

Deno.test("rejects a datagram over the largest size", async () => {
  const socket = datagramSocket(loopback);
  await assertRejects(() => socket.send(new Uint8Array(65_508), socket.address), RangeError);
  socket.close();
});

Deno.test("answers many peers in any order, and goes on after an empty datagram", async () => {
  const socket = datagramSocket(loopback);
  const ended = serveDatagrams(socket, (bytes) => bytes);
  const target = { ...loopback, port: socket.port };
  for (const length of [3, 0, 7]) {
    const asked = [1, 2, 3].map(() => requestDatagram(target, new Uint8Array(length)));
    assertEquals((await Promise.all(asked)).map((bytes) => bytes.length), [length, length, length]);
  }
  socket.close();
  await ended;
});

Deno.test("sends answers longer than their requests only if allowed, up to the limit", async () => {
  const lines: string[] = [];
  const socket = datagramSocket(loopback);
  const log = (line: string) => void lines.push(line);
  const ended = serveDatagrams(socket, () => new Uint8Array(9), { log });
  const target = { ...loopback, port: socket.port };
  await assertRejects(
    () => requestDatagram(target, new Uint8Array(1), { attempts: 1, timeout: 100 }),
    ConnectionError,
    "No answer",
  );
  assertMatch(lines[0]!, /longer than the question/);
  socket.close();
  await ended;

  const second = datagramSocket(loopback);
  const done = serveDatagrams(second, () => new Uint8Array(9), { longerReplies: 1000 });
  const answer = await requestDatagram({ ...loopback, port: second.port }, new Uint8Array(1));
  assertEquals(answer.length, 9);
  second.close();
  await done;
});

Deno.test("logs a failing service, and answers the next datagram", async () => {
  const lines: string[] = [];
  const socket = datagramSocket(loopback);
  const ended = serveDatagrams(socket, (bytes) => {
    if (bytes.length === 1) throw new Error("broken");
    return bytes;
  }, { log: (line) => void lines.push(line) });
  const target = { ...loopback, port: socket.port };
  const none = { attempts: 1, timeout: 50 };
  await assertRejects(() => requestDatagram(target, new Uint8Array(1), none), ConnectionError);
  assertEquals((await requestDatagram(target, new Uint8Array(2))).length, 2);
  assertEquals(lines.length, 1);
  socket.close();
  await ended;
});

Deno.test("does not answer a port where a service could answer, nor broadcast or multicast", () => {
  const avoided = new Set([9999]);
  for (const port of [0, 1, 7, 13, 17, 19, 37, 53, 123, 161, 389, 1023, 9999]) {
    assertMatch(mayNotAnswer(`udp://192.0.2.7:${port}`, avoided) ?? "answered", /port/);
  }
  assertEquals(mayNotAnswer("udp://192.0.2.7:1024", avoided), undefined);
  for (
    const host of [
      "224.0.0.1",
      "255.255.255.255",
      "0.0.0.0",
      "[ff02::1]",
      "[::]",
      "[::ffff:e000:1]",
    ]
  ) {
    assertMatch(mayNotAnswer(`udp://${host}:4000`) ?? "answered", /broadcast or multicast/);
  }
  for (const host of ["127.0.0.1", "192.0.2.7", "[::1]", "[fe80::1]"]) {
    assertEquals(mayNotAnswer(`udp://${host}:4000`), undefined);
  }
});

Deno.test("stops a loop between two services, which go on answering others", async () => {
  const sockets = [datagramSocket(loopback), datagramSocket(loopback)] as const;
  const over = Promise.withResolvers<string>();
  let count = 0;
  const ended = sockets.map((socket) =>
    serveDatagrams(socket, (bytes) => {
      if (++count > 3 * MAX_REPLIES) over.resolve("a loop without end");
      return bytes;
    }, { log: over.resolve })
  );
  // Has the effect of a datagram with a forged sender.
  await sockets[0].send(new Uint8Array(1), sockets[1].address);
  assertMatch(await over.promise, /not answered: too many answers to this source/);
  for (const { port } of sockets) {
    assertEquals((await requestDatagram({ ...loopback, port }, new Uint8Array(2))).length, 2);
  }
  for (const socket of sockets) socket.close();
  await Promise.all(ended);
});

Deno.test("answers hundreds of clients of one machine at once, also with long answers", async () => {
  const refused: string[] = [];
  const socket = datagramSocket(loopback);
  const log = (line: string) => void refused.push(line);
  const options = { log, longerReplies: 2 };
  const ended = serveDatagrams(socket, () => new Uint8Array(9), options);
  const target = { ...loopback, port: socket.port };
  for (let n = 0; n < 200; n++) {
    const answer = await requestDatagram(target, new Uint8Array(1), { attempts: 1 });
    assertEquals(answer.length, 9);
  }
  assertEquals(refused, []);
  socket.close();
  await ended;
});

Deno.test("does not answer its own port", async () => {
  const refused = Promise.withResolvers<string>();
  const socket = datagramSocket(loopback);
  const ended = serveDatagrams(socket, () => {
    refused.reject(new Error("it was asked"));
    return undefined;
  }, { log: refused.resolve });
  await socket.send(new Uint8Array(1), socket.address);
  assertMatch(await refused.promise, /could answer the answer/);
  socket.close();
  await ended;
});

Deno.test("ignores an answer of another sender", async () => {
  const asked = datagramSocket(loopback);
  const stranger = datagramSocket(loopback);
  const answering = (async () => {
    const { from } = (await asked.receive())!;
    await stranger.send(new Uint8Array(5), from);
    await asked.send(new Uint8Array(2), from);
  })();
  const answer = await requestDatagram({ ...loopback, port: asked.port }, new Uint8Array(1));
  assertEquals(answer.length, 2);
  await answering;
  asked.close();
  stranger.close();
});

Deno.test("rejects a port in use", () => {
  const socket = datagramSocket(loopback);
  let thrown: unknown;
  try {
    datagramSocket({ ...loopback, port: socket.port });
  } catch (error) {
    thrown = error;
  }
  socket.close();
  assertEquals([thrown instanceof LocalError, (thrown as LocalError).code], [
    true,
    "cannot_create",
  ]);
});
