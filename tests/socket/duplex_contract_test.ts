/** What every connection does, whatever carries it: one suite over all transports, both ways round. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { ConnectionError } from "../../lib/errors.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { drain, read, TRANSPORTS, write } from "./transports.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

for (const { name, ignore, connect } of TRANSPORTS) {
  /** A test with both ends, which are closed afterwards. */
  const contract = (what: string, fn: (a: Duplex, b: Duplex) => Promise<void>) =>
    Deno.test({
      name: `over ${name}: ${what}`,
      ignore,
      async fn() {
        const [a, b] = await connect();
        try {
          await fn(a, b);
        } finally {
          a.abort();
          b.abort();
        }
      },
    });

  contract("questions and answers go back and forth", async (a, b) => {
    for (let i = 0; i < 20; i++) {
      await write(a, utf8(`ping ${i};`));
      assertEquals(textOf(await read(b, `ping ${i};`.length)), `ping ${i};`);
      await write(b, utf8(`pong ${i};`));
      assertEquals(textOf(await read(a, `pong ${i};`.length)), `pong ${i};`);
    }
  });

  contract("either end can end its direction and go on reading", async (a, b) => {
    await a.closeWrite();
    assertEquals(await drain(b), 0);
    await write(b, utf8("still here"));
    assertEquals(textOf(await read(a, 10)), "still here");
    await b.closeWrite();
    assertEquals(await drain(a), 0);
  });

  contract("closing the sink ends the direction as well", async (a, b) => {
    await write(a, utf8("bye"));
    await a.writable.close();
    assertEquals(textOf(await read(b, 100)), "bye");
    await write(b, utf8("bye"));
    assertEquals(textOf(await read(a, 3)), "bye");
  });

  contract("what was written before the end arrives before the end", async (a, b) => {
    const writing = (async () => {
      for (let i = 0; i < 50; i++) await write(a, new Uint8Array(20_000).fill(i));
      await a.closeWrite();
    })();
    assertEquals(await drain(b), 1_000_000);
    await writing;
  });

  contract(
    "ending a direction twice is as good as once, and nothing goes out after",
    async (a, b) => {
      await a.closeWrite();
      await a.closeWrite();
      const error = await assertRejects(() => write(a, utf8("late")), ConnectionError);
      assertEquals(error.code, "cut");
      assertEquals(await drain(b), 0);
    },
  );

  contract("an abort ends a read that waits, with its reason", async (a) => {
    const reading = read(a, 1);
    await turn();
    a.abort(new ConnectionError("timeout", "enough"));
    const error = await assertRejects(() => reading, ConnectionError, "enough");
    assertEquals(error.code, "timeout");
    a.abort(new Error("twice"));
  });

  contract("an abort ends a write that waits, with its reason", async (a, b) => {
    let taken = 0;
    const writing = (async () => {
      for (;; taken++) await write(a, new Uint8Array(1_000_000));
    })();
    const failed = assertRejects(() => writing, ConnectionError, "enough");
    // Blocked once nothing moves although everything that can run has run many times.
    for (let before = -1; before !== taken;) {
      before = taken;
      for (let i = 0; i < 50; i++) await turn();
    }
    a.abort(new ConnectionError("timeout", "enough"));
    await failed;
    assertEquals(b.remoteAddr.length > 0, true);
  });

  contract("an abort at one end ends the other", async (a, b) => {
    const reading = drain(b).catch((error) => error);
    await turn();
    a.abort();
    const end = await reading;
    if (end !== 0) assertEquals((end as ConnectionError).code, "cut");
    const writing = (async () => {
      for (;;) await write(b, new Uint8Array(100_000));
    })();
    const error = await assertRejects(() => writing, ConnectionError);
    assertEquals(error.code, "cut");
  });

  contract("20 MB arrive as they were sent, both ways at once", async (a, b) => {
    const bytes = new Uint8Array(1_000_000);
    for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 7 + (i >> 8)) & 255;
    const expected = createHash("sha256");
    for (let i = 0; i < 20; i++) expected.update(bytes);
    const hex = expected.digest("hex");
    const send = async (end: Duplex) => {
      for (let i = 0; i < 20; i++) await write(end, bytes);
      await end.closeWrite();
    };
    const receive = async (end: Duplex) => {
      const hash = createHash("sha256");
      assertEquals(await drain(end, (chunk) => void hash.update(chunk)), 20_000_000);
      return hash.digest("hex");
    };
    const [, , there, back] = await Promise.all([send(a), send(b), receive(b), receive(a)]);
    assertEquals([there, back], [hex, hex]);
  });

  contract("a slow reader gets everything, and holds its writer back", async (a, b) => {
    let sent = 0;
    const sending = (async () => {
      for (; sent < 200; sent++) await write(a, new Uint8Array(100_000));
      await a.closeWrite();
    })();
    for (let before = -1; before !== sent;) {
      before = sent;
      for (let i = 0; i < 50; i++) await turn();
    }
    assert(sent < 200, "20 MB went into a connection that nobody reads");
    assertEquals(await drain(b, turn), 20_000_000);
    await sending;
  });

  contract("an empty write is none", async (a, b) => {
    await write(a, new Uint8Array(0));
    await write(a, utf8("x"));
    await a.closeWrite();
    assertEquals(await drain(b), 1);
  });

  contract("a read goes into the reader's own buffer, and takes what there is", async (a, b) => {
    await write(a, utf8("abc"));
    const reader = b.readable.getReader({ mode: "byob" });
    const buffer = new ArrayBuffer(100);
    const { value } = await reader.read(new Uint8Array(buffer, 10, 50));
    assertEquals([value!.byteOffset, value!.buffer.byteLength], [10, 100]);
    assertEquals(buffer.byteLength, 0, "the buffer was copied instead of handed over");
    assertEquals(textOf(value!), "abc".slice(0, value!.length));
    reader.releaseLock();
  });

  contract("a chunk may be used again once its write has resolved", async (a, b) => {
    const chunk = new Uint8Array(10);
    for (let i = 0; i < 100; i++) {
      chunk.fill(i);
      await write(a, chunk);
    }
    await a.closeWrite();
    const got = await read(b, 1000);
    for (let i = 0; i < 1000; i++) assertEquals(got[i], Math.floor(i / 10));
  });

  contract("both ends know where they are", (a, b) => {
    for (const end of [a, b]) assert(/^(tcp:\/\/127|unix:|memory:)/.test(end.localAddr));
    if (name.startsWith("TCP")) {
      assertEquals([a.localAddr, a.remoteAddr], [b.remoteAddr, b.localAddr]);
    }
    return Promise.resolve();
  });
}
