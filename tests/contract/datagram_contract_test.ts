/** The contract of datagram sockets, for both ends. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { type DatagramSocket, datagramSocket } from "../../lib/socket/datagram.ts";
import { unixDatagramSocket } from "../../lib/socket/unix_datagram.ts";
import { turn } from "../support/wait.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

async function text(socket: DatagramSocket): Promise<string> {
  return new TextDecoder().decode((await socket.receive())!.bytes);
}

type Behaviour = (
  one: DatagramSocket,
  other: DatagramSocket,
  open: () => DatagramSocket,
) => Promise<void>;

const BURST = "receives a burst of a thousand in order, within the buffer";

const BEHAVIOURS: Record<string, Behaviour> = {
  async "echoes a message a thousand times"(one, other) {
    for (let n = 0; n < 1000; n++) {
      await one.send(bytes(`ping ${n}`), other.address);
      const { bytes: ping, from } = (await other.receive())!;
      assertEquals([new TextDecoder().decode(ping), from], [`ping ${n}`, one.address]);
      await other.send(ping, from);
      assertEquals(await text(one), `ping ${n}`);
    }
  },
  async "keeps the boundaries of messages"(one, other) {
    const words = ["a", "", "bb", "", "ccc"];
    for (const word of words) await one.send(bytes(word), other.address);
    for (const word of words) assertEquals(await text(other), word);
  },
  async "carries the largest datagram, and rejects one byte more"(one, other) {
    const largest = new Uint8Array(65_507).map((_, at) => at % 251);
    await one.send(largest, other.address);
    assertEquals((await other.receive())!.bytes, largest);
    await assertRejects(() => one.send(new Uint8Array(65_508), other.address), RangeError);
  },
  async "sends while a receive is pending"(one, other) {
    const waiting = text(one);
    for (let n = 0; n < 20; n++) {
      await one.send(bytes(`${n}`), other.address);
      assertEquals(await text(other), `${n}`);
    }
    await Promise.all([1, 2, 3].map((n) => one.send(bytes(`${n}`), other.address)));
    for (const n of [1, 2, 3]) assertEquals(await text(other), `${n}`);
    await other.send(bytes("answer"), one.address);
    assertEquals(await waiting, "answer");
  },
  async "resolves a pending receive when it is closed, twice without harm"(one) {
    const waiting = one.receive();
    one.close();
    one.close();
    assertEquals(await waiting, undefined);
    assertEquals(await one.receive(), undefined);
  },
  async "goes on after a peer has closed"(one, other, open) {
    const gone = other.address;
    other.close();
    for (let n = 0; n < 3; n++) await one.send(bytes("nobody"), gone).catch(() => {});
    using third = open();
    await third.send(bytes("still here"), one.address);
    assertEquals(await text(one), "still here");
  },
  async "receives from many peers at the same time, and answers each"(one, other, open) {
    using third = open();
    const peers = [other, third];
    for (const [n, peer] of peers.entries()) await peer.send(bytes(`${n}`), one.address);
    for (const _ of peers) {
      const { bytes: question, from } = (await one.receive())!;
      await one.send(question, from);
    }
    for (const [n, peer] of peers.entries()) assertEquals(await text(peer), `${n}`);
  },
  async [BURST](one, other) {
    // UDP may drop datagrams that exceed the buffer. On loopback it keeps the order of the others.
    for (let n = 0; n < 1000; n++) await one.send(bytes(`${n}`), other.address);
    const got: string[] = [];
    let over = false;
    const reading = (async () => {
      for (let word; (word = await text(other)) !== "end";) got.push(word);
      over = true;
    })();
    // The last datagram may be dropped as well, until there is room.
    while (!over) {
      await one.send(bytes("end"), other.address);
      await turn();
    }
    await reading;
    assert(got.length > 0);
    assertEquals(got, [...new Set(got)].sort((a, b) => Number(a) - Number(b)));
  },
};

const TRANSPORTS = {
  "UDP": () => datagramSocket("127.0.0.1:0"),
  "Unix datagrams": () => unixDatagramSocket(),
};

for (const [transport, open] of Object.entries(TRANSPORTS)) {
  for (const [name, behave] of Object.entries(BEHAVIOURS)) {
    // A sender over a Unix socket waits for room.
    if (transport !== "UDP" && name === BURST) continue;
    for (const side of ["first", "second"]) {
      Deno.test({
        name: `${transport}: the ${side} socket ${name}`,
        ignore: transport !== "UDP" && Deno.build.os !== "linux",
        async fn() {
          using one = open();
          using other = open();
          await (side === "first" ? behave(one, other, open) : behave(other, one, open));
        },
      });
    }
  }
}
