import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConnectionError } from "../../lib/errors.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { readChunks } from "../../lib/socket/read_chunks.ts";
import { type Ends, transports } from "../support/transports.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

async function write(conn: Duplex, data: Uint8Array): Promise<void> {
  const writer = conn.writable.getWriter();
  try {
    await writer.write(data);
  } finally {
    writer.releaseLock();
  }
}

/** Exactly so many bytes. */
async function read(conn: Duplex, length: number): Promise<string> {
  const reader = conn.readable.getReader({ mode: "byob" });
  const { value } = await reader.read(new Uint8Array(length), { min: length });
  reader.releaseLock();
  return new TextDecoder().decode(value);
}

async function readAll(conn: Duplex): Promise<string> {
  let text = "";
  for await (const chunk of readChunks(conn)) text += new TextDecoder().decode(chunk);
  return text;
}

async function count(conn: Duplex): Promise<number> {
  let total = 0;
  for await (const chunk of readChunks(conn)) total += chunk.length;
  return total;
}

type Behaviour = (one: Duplex, other: Duplex) => Promise<void>;

/** What every transport does, whichever end begins. */
const BEHAVIOURS: Record<string, Behaviour> = {
  async "carries a ping and its pong, a thousand times"(one, other) {
    const echoed = (async () => {
      for (let n = 0; n < 1000; n++) await write(other, bytes(await read(other, 4)));
    })();
    for (let n = 0; n < 1000; n++) {
      const sent = String(n).padStart(4, "0");
      await write(one, bytes(sent));
      assertEquals(await read(one, 4), sent);
    }
    await echoed;
  },
  async "goes on receiving after it ended its own direction"(one, other) {
    await write(one, bytes("question"));
    await one.closeWrite();
    assertEquals(await readAll(other), "question");
    await write(other, bytes("answer"));
    await other.closeWrite();
    assertEquals(await readAll(one), "answer");
  },
  async "delivers what is in flight before the end"(one, other) {
    const size = 3_000_000;
    const received = count(other);
    await write(one, new Uint8Array(size));
    await one.closeWrite();
    assertEquals(await received, size);
  },
  async "lets nobody write after the end of its direction"(one) {
    await one.closeWrite();
    await assertRejects(() => write(one, bytes("late")), ConnectionError);
  },
  async "ends its direction twice without harm"(one, other) {
    await one.closeWrite();
    await one.closeWrite();
    assertEquals(await readAll(other), "");
  },
  async "frees a read that waits when it is aborted"(one) {
    const reading = assertRejects(() => readAll(one), ConnectionError, "enough");
    one.abort(new ConnectionError("timeout", "enough"));
    await reading;
  },
  async "frees a write that waits when it is aborted"(one) {
    const writing = assertRejects(
      async () => {
        const writer = one.writable.getWriter();
        while (true) await writer.write(new Uint8Array(1024 * 1024));
      },
      ConnectionError,
      "enough",
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    one.abort(new ConnectionError("timeout", "enough"));
    await writing;
  },
  async "waits for a slow reader, and loses nothing of 100 MB"(one, other) {
    const size = 100_000_000;
    const piece = new Uint8Array(1_000_000);
    let written = 0;
    const writing = (async () => {
      const writer = one.writable.getWriter();
      for (; written < size; written += piece.length) await writer.write(piece);
      await writer.close();
    })();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert(written < size / 2, "the writer waits for the reader");
    assertEquals(await count(other), size);
    await writing;
  },
  async "sends nothing for an empty write"(one, other) {
    await write(one, new Uint8Array());
    await write(one, bytes("x"));
    await one.closeWrite();
    assertEquals(await readAll(other), "x");
  },
  async "moves both directions at the same time"(one, other) {
    const size = 5_000_000;
    const send = async (conn: Duplex) => {
      await write(conn, new Uint8Array(size));
      await conn.closeWrite();
    };
    const [there, back] = await Promise.all([count(other), count(one), send(one), send(other)]);
    assertEquals([there, back], [size, size]);
  },
  async "knows how long it has been still"(one, other) {
    await write(one, bytes("x"));
    await read(other, 1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert(other.silence() >= 25 && one.idle() >= 25);
    await write(other, bytes("y"));
    assert(other.idle() < other.silence(), "what is sent counts for one and not for the other");
  },
  async "keeps a burst of a thousand small writes in order"(one, other) {
    const received = readAll(other);
    let sent = "";
    for (let n = 0; n < 1000; n++) {
      sent += `${n},`;
      await write(one, bytes(`${n},`));
    }
    await one.closeWrite();
    assertEquals(await received, sent);
  },
  "gives one reader at a time the readable"(one) {
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
  async "fails writes once the peer has gone"(one, other) {
    other.abort();
    await assertRejects(async () => {
      // The first may still fit into the system's buffer.
      for (let n = 0; n < 100; n++) {
        await write(one, new Uint8Array(100_000));
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }, ConnectionError);
  },
};

for (const [transport, open] of Object.entries(transports)) {
  for (const [name, behave] of Object.entries(BEHAVIOURS)) {
    for (const side of ["client", "server"] as const) {
      Deno.test(`${transport}: the ${side} ${name}`, async () => {
        const ends: Ends = await open();
        try {
          await behave(ends[side], ends[side === "client" ? "server" : "client"]);
        } finally {
          ends.close();
        }
      });
    }
  }
}
