import { assertEquals, assertRejects } from "@std/assert";
import { ConnectionError } from "../../lib/errors.ts";
import { datagramPeer } from "../../lib/socket/datagram_peer.ts";
import { pipeDatagrams, type PipeDatagramsOptions } from "../../lib/socket/datagram_pipe.ts";
import { datagramSocket } from "../../lib/socket/datagram.ts";
import { requestDatagram } from "../../lib/socket/request_datagram.ts";

const both = () => Promise.resolve(["127.0.0.2", "127.0.0.1"]);
const bytes = (text: string) => new TextEncoder().encode(text);

/** A service at an address that repeats what it receives in capitals. */
function shouting(at: string) {
  const socket = datagramSocket(at);
  const serving = (async () => {
    for (let datagram; (datagram = await socket.receive()) !== undefined;) {
      const text = new TextDecoder().decode(datagram.bytes).toUpperCase();
      await socket.send(bytes(text), datagram.from);
    }
  })();
  return {
    port: socket.port,
    async [Symbol.asyncDispose]() {
      socket.close();
      await serving;
    },
  };
}

/** Sends lines to a host, and resolves to what came back. */
async function piped(
  place: { host: string; port: number },
  lines: string[],
  options: PipeDatagramsOptions & { lookup?: typeof both } = {},
): Promise<string> {
  const { lookup, ...rest } = options;
  const peer = await datagramPeer({ scheme: "udp", ...place }, lookup);
  let answers = "";
  const output = (chunk: Uint8Array) => Promise.resolve(void (answers += decoded(chunk)));
  const input = ReadableStream.from(lines.map(bytes));
  await pipeDatagrams(peer.open(), { input, output }, { peer, linger: 300, ...rest });
  return answers;
}

const decoded = (chunk: Uint8Array) => new TextDecoder().decode(chunk);

Deno.test("an answer from the second address of a name is accepted", async () => {
  await using service = shouting("udp://127.0.0.1:0");
  const place = { scheme: "udp", host: "two.example", port: service.port } as const;
  const answer = await requestDatagram(place, bytes("hi"), { lookup: both });
  assertEquals(decoded(answer), "HI");
});

Deno.test("a pipe goes on with the second address of a name where the first does not answer", async () => {
  await using service = shouting("udp://127.0.0.1:0");
  const place = { host: "two.example", port: service.port };
  assertEquals(await piped(place, ["one\n", "two\n"], { lookup: both }), "ONE\nTWO\n");
});

Deno.test("a pipe sends to one address of a name only where that one answers", async () => {
  await using service = shouting("udp://0.0.0.0:0");
  const place = { host: "two.example", port: service.port };
  assertEquals(await piped(place, ["one\n"], { lookup: both, linger: 1500 }), "ONE\n");
});

Deno.test({
  name: "an answer to a broadcast is accepted from the address of its sender",
  // Other systems do not broadcast on the loopback interface.
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using service = shouting("udp://0.0.0.0:0");
    const place = { host: "127.255.255.255", port: service.port };
    assertEquals(decoded(await requestDatagram({ scheme: "udp", ...place }, bytes("hi"))), "HI");
    assertEquals(await piped(place, ["hi\n"]), "HI\n");
  },
});

Deno.test("datagrams of other hosts are no answers", async () => {
  const peer = await datagramPeer({ scheme: "udp", host: "two.example", port: 7 }, both);
  assertEquals(
    ["udp://127.0.0.1:7", "udp://127.0.0.2:7", "udp://127.0.0.3:7", "udp://127.0.0.1:8"]
      .map((from) => peer.accepts(from)),
    [true, true, false, false],
  );
});

Deno.test("a pipe without any answer fails, unless none is expected", async () => {
  using silent = datagramSocket("127.0.0.1:0");
  const place = { host: "127.0.0.1", port: silent.port };
  const error = await assertRejects(
    () => piped(place, ["hi\n"], { linger: 10 }),
    ConnectionError,
    "No answer from",
  );
  assertEquals(error.reason, "no_answer");
  assertEquals(await piped(place, ["hi\n"], { linger: 10, directions: "send" }), "");
  assertEquals(await piped(place, [], { linger: 10 }), "");
});
