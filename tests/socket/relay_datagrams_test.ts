import { assert, assertEquals } from "@std/assert";
import { settlesWithin } from "../../lib/async.ts";
import { type DatagramSocket, datagramSocket } from "../../lib/socket/datagram.ts";
import { datagramPeer } from "../../lib/socket/datagram_peer.ts";
import { relayDatagrams, type RelayDatagramsOptions } from "../../lib/socket/relay_datagrams.ts";
import { PATIENCE, until } from "../support/wait.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

async function heard(socket: DatagramSocket): Promise<{ text: string; from: string }> {
  const { bytes, from } = (await socket.receive())!;
  return { text: new TextDecoder().decode(bytes), from };
}

/** A relay to a target, on this machine. */
async function withRelay(
  options: RelayDatagramsOptions,
  use: (relay: DatagramSocket, target: DatagramSocket) => Promise<void>,
): Promise<void> {
  using target = datagramSocket("127.0.0.1:0");
  const socket = datagramSocket("127.0.0.1:0");
  const peer = await datagramPeer({ scheme: "udp", host: "127.0.0.1", port: target.port });
  const relayed = relayDatagrams(socket, peer, options);
  try {
    await use(socket, target);
  } finally {
    socket.close();
    assert(await settlesWithin(relayed, PATIENCE));
  }
}

Deno.test("each source gets the answers to its own datagrams, in any order", async () => {
  const ended: [string, unknown][] = [];
  using one = datagramSocket("127.0.0.1:0");
  using other = datagramSocket("127.0.0.1:0");
  await withRelay({ onEnd: (from, moved) => ended.push([from, moved]) }, async (relay, target) => {
    await one.send(bytes("one"), relay.address);
    const first = await heard(target);
    await other.send(bytes("other"), relay.address);
    const second = await heard(target);
    assertEquals([first.text, second.text], ["one", "other"]);
    assert(first.from !== second.from);
    for (const { text, from } of [second, first]) await target.send(bytes(`${text}!`), from);
    for (const [client, text] of [[one, "one!"], [other, "other!"]] as const) {
      assertEquals(await heard(client), { text, from: relay.address });
    }
    await one.send(bytes("again"), relay.address);
    assertEquals(await heard(target), { text: "again", from: first.from });
  });
  assertEquals(ended, [
    [one.address, { sent: 8, received: 4 }],
    [other.address, { sent: 5, received: 6 }],
  ]);
});

Deno.test("passes on empty and the largest datagrams", async () => {
  using client = datagramSocket("127.0.0.1:0");
  await withRelay({}, async (relay, target) => {
    for (const size of [0, 65_507]) {
      const whole = new Uint8Array(size).map((_, at) => at % 251);
      await client.send(whole, relay.address);
      const { bytes, from } = (await target.receive())!;
      assertEquals(bytes, whole);
      await target.send(whole, from);
      assertEquals((await client.receive())!.bytes, whole);
    }
  });
});

Deno.test("accepts answers from the peer only", async () => {
  using client = datagramSocket("127.0.0.1:0");
  using stranger = datagramSocket("127.0.0.1:0");
  await withRelay({}, async (relay, target) => {
    await client.send(bytes("question"), relay.address);
    const { from } = await heard(target);
    await stranger.send(bytes("false"), from);
    await target.send(bytes("true"), from);
    assertEquals((await heard(client)).text, "true");
  });
});

Deno.test("drops the datagrams of further sources", async () => {
  const dropped: string[] = [];
  using one = datagramSocket("127.0.0.1:0");
  using other = datagramSocket("127.0.0.1:0");
  const options = { maxFlows: 1, onError: (_: unknown, from: string) => void dropped.push(from) };
  await withRelay(options, async (relay, target) => {
    for (const [client, text] of [[one, "one"], [other, "lost"], [one, "two"]] as const) {
      await client.send(bytes(text), relay.address);
    }
    assertEquals([(await heard(target)).text, (await heard(target)).text], ["one", "two"]);
    assertEquals(dropped, [other.address]);
  });
});

Deno.test("forgets a silent source, and has room for another", async () => {
  const ended: string[] = [];
  using one = datagramSocket("127.0.0.1:0");
  using other = datagramSocket("127.0.0.1:0");
  const options = { maxFlows: 1, idle: 50, onEnd: (from: string) => void ended.push(from) };
  await withRelay(options, async (relay, target) => {
    await one.send(bytes("one"), relay.address);
    assertEquals((await heard(target)).text, "one");
    await until(() => ended.length === 1, "the end of the silent source");
    await other.send(bytes("other"), relay.address);
    assertEquals((await heard(target)).text, "other");
  });
  assertEquals(ended, [one.address, other.address]);
});

Deno.test("does not answer itself, when its own address is a datagram's source", async () => {
  const started: string[] = [];
  using client = datagramSocket("127.0.0.1:0");
  await withRelay({ onStart: (from) => void started.push(from) }, async (relay, target) => {
    await relay.send(bytes("to myself"), relay.address);
    await client.send(bytes("from a client"), relay.address);
    assertEquals((await heard(target)).text, "from a client");
  });
  assertEquals(started, [client.address]);
});

Deno.test("an abort ends the relay, also while the limit is waited for", async () => {
  const stop = new AbortController();
  using client = datagramSocket("127.0.0.1:0");
  const waiting = Promise.withResolvers<void>();
  const limit = {
    chunk: 1000,
    take: (_bytes: number, signal?: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        signal!.addEventListener("abort", () => reject(signal!.reason));
        waiting.resolve();
      }),
  };
  await withRelay({ signal: stop.signal, limits: { sent: limit } }, async (relay) => {
    await client.send(bytes("x"), relay.address);
    await waiting.promise;
    stop.abort(new Error("enough"));
  });
});
