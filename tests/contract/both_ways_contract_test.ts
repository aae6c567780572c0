/** The contract of the two ways to use one connection, for all transports and both ends. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConnectionError } from "../../lib/errors.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { transports } from "../support/transports.ts";
import { turn, until } from "../support/wait.ts";
import { direct, streamed, type Way } from "./ways.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Reads once, and returns a text. */
async function text(conn: Duplex, most: number, way: Way = direct): Promise<string | undefined> {
  const piece = await way.readOnce(conn, most);
  return piece && new TextDecoder().decode(piece);
}

/** Reads to the end. */
async function rest(conn: Duplex): Promise<string> {
  let all = "";
  for (let piece; (piece = await text(conn, 256 * 1024)) !== undefined;) all += piece;
  return all;
}

type Behaviour = (one: Duplex, other: Duplex) => Promise<void>;

const BEHAVIOURS: Record<string, Behaviour> = {
  async "reads and writes by both ways in turn"(one, other) {
    const received = (async () => {
      let all = "";
      for (let n = 0; all.length < 400; n++) {
        all += await text(other, 1 + n % 7, n % 2 === 0 ? direct : streamed);
      }
      return all;
    })();
    let sent = "";
    for (let n = 100; n < 200; n++) {
      sent += `${n},`;
      await (n % 2 === 0 ? streamed : direct).write(one, bytes(`${n},`));
    }
    assertEquals(await received, sent);
  },
  async "fills the view and nothing around it, and leaves it attached"(one, other) {
    await one.write(bytes("abcdef"));
    const buffer = new Uint8Array(8).fill(1);
    for (let at = 2; at < 5;) at += (await other.read(buffer.subarray(at, 5)))!;
    assertEquals(buffer, Uint8Array.of(1, 1, 0x61, 0x62, 0x63, 1, 1, 1));
    assertEquals(await other.read(new Uint8Array()), 0);
    assertEquals(await text(other, 100), "def");
  },
  async "rejects a second direct read, and the first gets the bytes"(one, other) {
    const view = new Uint8Array(10);
    const first = other.read(view);
    await assertRejects(() => other.read(new Uint8Array(10)), TypeError);
    await one.write(bytes("x"));
    assertEquals([await first, view[0]], [1, 0x78]);
    await one.write(bytes("y"));
    assertEquals(await text(other, 10), "y");
  },
  async "rejects direct reads and writes while the streams are held"(one, other) {
    const [reader, writer] = [one.readable.getReader(), one.writable.getWriter()];
    await assertRejects(() => one.read(new Uint8Array(1)), TypeError);
    await assertRejects(() => one.write(new Uint8Array(1)), TypeError);
    reader.releaseLock();
    writer.releaseLock();
    await Promise.all([one.write(bytes("a")), other.write(bytes("b"))]);
    assertEquals([await text(other, 9), await text(one, 9)], ["a", "b"]);
  },
  async "leaves the bytes of a released reader to the next direct read"(one, other) {
    const reader = other.readable.getReader({ mode: "byob" });
    const given = assertRejects(() => reader.read(new Uint8Array(100)), TypeError);
    await turn();
    reader.releaseLock();
    await given;
    const reading = text(other, 3);
    await one.write(bytes("hello"));
    assertEquals(await reading, "hel");
    assertEquals(await text(other, 9), "lo");
  },
  async "writes what waits in the order of the calls, each piece whole"(one, other) {
    const size = 300_000;
    const piece = (n: number) => new Uint8Array(size).fill(n);
    const writes: Promise<void>[] = [];
    for (let n = 0; n < 5; n++) writes.push(one.write(piece(n)));
    const writer = one.writable.getWriter();
    for (let n = 5; n < 10; n++) writes.push(writer.write(piece(n)));
    writer.releaseLock();
    for (let n = 10; n < 15; n++) writes.push(one.write(piece(n)));
    const view = new Uint8Array(64 * 1024);
    let at = 0;
    while (at < 15 * size) {
      const count = (await other.read(view))!;
      for (let i = 0; i < count; i += 997) assertEquals(view[i], Math.floor((at + i) / size));
      at += count;
    }
    await Promise.all(writes);
  },
  async "sees the same end by both ways"(one, other) {
    await one.write(bytes("bye"));
    await Promise.all([one.closeWrite(), other.closeWrite()]);
    assertEquals(await text(other, 9), "bye");
    assertEquals(await text(other, 9), undefined);
    for (const { readable } of [one, other]) assertEquals(await Array.fromAsync(readable), []);
    assertEquals([await text(one, 9), await text(other, 9)], [undefined, undefined]);
    for (const way of [direct, streamed]) {
      await assertRejects(() => way.write(one, bytes("x")), ConnectionError, "is closed");
    }
  },
  async "fails with the same reason by both ways"(one) {
    const reading = assertRejects(() => one.read(new Uint8Array(1)), ConnectionError, "enough");
    one.abort(new ConnectionError("timeout", "enough"));
    await reading;
    for (const way of [direct, streamed, direct]) {
      await assertRejects(() => way.readOnce(one, 1), ConnectionError, "enough");
      await assertRejects(() => way.write(one, bytes("x")), ConnectionError, "enough");
    }
  },
  async "keeps the error of the first failed write for both ways"(one, other) {
    other.abort();
    const writing = async () => {
      for (;;) await one.write(new Uint8Array(100_000));
    };
    const error = await assertRejects(writing, ConnectionError);
    for (const way of [direct, streamed, direct]) {
      assert(await assertRejects(() => way.write(one, bytes("x"))) === error);
    }
  },
  async "ends the direct reads when the readable is cancelled"(one, other) {
    await one.write(bytes("unread"));
    await other.readable.cancel();
    assertEquals(await text(other, 9), undefined);
    await other.write(bytes("still writable"));
    assertEquals(await text(one, 100), "still writable");
  },
  async "counts direct reads and writes as activity"(one, other) {
    await until(() => one.idle() >= 25 && other.idle() >= 25, "both have been still");
    const before = one.msSinceReceived();
    await one.write(bytes("x"));
    assert(one.idle() < before && one.msSinceReceived() >= before);
    await text(other, 1);
    assert(other.idle() < before && other.msSinceReceived() < before);
  },
  async "closes at once while a direct read is pending, which rejects"(one) {
    const reading = assertRejects(() => one.read(new Uint8Array(1)), ConnectionError);
    await one.close();
    await reading;
  },
  async "ends its direction when the sink is closed"(one, other) {
    await direct.write(one, bytes("bye"));
    await one.writable.close();
    assertEquals(await rest(other), "bye");
    await direct.write(other, bytes("bye"));
    assertEquals(await text(one, 3), "bye");
  },
  async "reads available bytes into the reader's own buffer"(one, other) {
    await direct.write(one, bytes("abc"));
    const reader = other.readable.getReader({ mode: "byob" });
    const buffer = new ArrayBuffer(100);
    const { value } = await reader.read(new Uint8Array(buffer, 10, 50));
    assertEquals([value!.byteOffset, value!.buffer.byteLength], [10, 100]);
    assertEquals(buffer.byteLength, 0, "the buffer was copied instead of handed over");
    assertEquals(new TextDecoder().decode(value!), "abc".slice(0, value!.length));
    reader.releaseLock();
  },
  "allows one reader at a time"(one) {
    const reader = one.readable.getReader();
    assert(one.readable.locked);
    let thrown: unknown;
    try {
      one.readable.getReader();
    } catch (error) {
      thrown = error;
    }
    assert(thrown instanceof TypeError);
    reader.releaseLock();
    return Promise.resolve();
  },
};

for (const [transport, open] of Object.entries(transports)) {
  for (const [name, behave] of Object.entries(BEHAVIOURS)) {
    // The streams of records fail one after the other.
    if (transport === "records" && name.startsWith("fails with the same reason")) continue;
    for (const side of ["client", "server"] as const) {
      Deno.test(`${transport}: the ${side} ${name}`, async () => {
        const ends = await open();
        try {
          await behave(ends[side], ends[side === "client" ? "server" : "client"]);
        } finally {
          await ends.close();
        }
      });
    }
  }
}
