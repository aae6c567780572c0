/** The contract of datagram sockets, for both ends. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { type DatagramSocket, datagramSocket } from "../../lib/socket/datagram.ts";
import { turn } from "../support/wait.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

async function text(socket: DatagramSocket): Promise<string> {
  return new TextDecoder().decode((await socket.receive())!.bytes);
}

const BEHAVIOURS: Record<string, (one: DatagramSocket, other: DatagramSocket) => Promise<void>> = {
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
  async "resolves a pending receive when it is closed, twice without harm"(one) {
    const waiting = one.receive();
    one.close();
    one.close();
    assertEquals(await waiting, undefined);
    assertEquals(await one.receive(), undefined);
  },
  async "goes on after a peer has closed"(one, other) {
    const gone = other.address;
    other.close();
    for (let n = 0; n < 3; n++) await one.send(bytes("nobody"), gone).catch(() => {});
    using third = datagramSocket("127.0.0.1:0");
    await third.send(bytes("still here"), one.address);
    assertEquals(await text(one), "still here");
  },
  async "receives from many peers at the same time, and answers each"(one, other) {
    using third = datagramSocket("127.0.0.1:0");
    const peers = [other, third];
    for (const [n, peer] of peers.entries()) await peer.send(bytes(`${n}`), one.address);
    for (const _ of peers) {
      const { bytes: question, from } = (await one.receive())!;
      await one.send(question, from);
    }
    for (const [n, peer] of peers.entries()) assertEquals(await text(peer), `${n}`);
  },
  async "receives a burst of a thousand in order, within the buffer"(one, other) {
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

for (const [name, behave] of Object.entries(BEHAVIOURS)) {
  for (const side of ["first", "second"]) {
    Deno.test(`UDP: the ${side} socket ${name}`, async () => {
      using one = datagramSocket("127.0.0.1:0");
      using other = datagramSocket("127.0.0.1:0");
      await (side === "first" ? behave(one, other) : behave(other, one));
    });
  }
}
