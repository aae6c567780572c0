import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConnectionError, ProtocolError } from "../../lib/errors.ts";
import type { DirectionKey } from "../../lib/secure/key_schedule.ts";
import { MAX_RECORD_BYTES, RecordSequence } from "../../lib/secure/record.ts";
import type { RecordCipher } from "../../lib/secure/record_cipher.ts";
import { availableCiphers, recordCiphers } from "../../lib/secure/record_ciphers.ts";
import { RecordDecryptStream } from "../../lib/secure/record_decrypt_stream.ts";
import { RecordEncryptStream } from "../../lib/secure/record_encrypt_stream.ts";
import { turn } from "../support/wait.ts";

const usable = await availableCiphers();

const key = (): DirectionKey => ({
  key: new Uint8Array(32).map((_, i) => i),
  iv: new Uint8Array(12).map((_, i) => 200 + i),
});

/** The encoding of `chunks`: header, content and tag of every record. */
async function encrypt(
  cipher: RecordCipher,
  chunks: Uint8Array[],
  { end = true, recordsPerKey }: { end?: boolean; recordsPerKey?: number } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const out: number[] = [];
  const sink = new WritableStream<Uint8Array>({
    write: (bytes) => void bytes.forEach((byte) => out.push(byte)),
  });
  const stream = new RecordEncryptStream(sink, cipher, key(), recordsPerKey);
  const writer = stream.writable.getWriter();
  for (const chunk of chunks) {
    await writer.write(chunk);
    // The chunk may be reused now.
    chunk.fill(0xee);
  }
  if (end) await stream.end();
  else await turn();
  return Uint8Array.from(out);
}

/** Reads everything, `size` bytes at a time, from reads of at most `piece` bytes. */
async function decrypt(
  cipher: RecordCipher,
  wire: Uint8Array<ArrayBuffer>,
  { size = 1000, piece = 777, recordsPerKey }: {
    size?: number;
    piece?: number;
    recordsPerKey?: number;
  } = {},
): Promise<Uint8Array> {
  let at = 0;
  const source: UnderlyingByteSource = {
    type: "bytes",
    pull(controller) {
      const request = controller.byobRequest!;
      const view = request.view as Uint8Array;
      const part = wire.subarray(at, at + Math.min(piece, view.length));
      at += part.length;
      view.set(part);
      if (part.length === 0) controller.close();
      request.respond(part.length);
    },
    autoAllocateChunkSize: 1,
  };
  const readable = new ReadableStream(source, { highWaterMark: 0 });
  const stream = new RecordDecryptStream(readable, cipher, key(), recordsPerKey);
  const reader = stream.readable.getReader({ mode: "byob" });
  const out: Uint8Array[] = [];
  for (;;) {
    const { value, done } = await reader.read(new Uint8Array(size));
    if (done) break;
    out.push(value);
  }
  return new Uint8Array(await new Blob(out as BlobPart[]).arrayBuffer());
}

function bytes(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length).map((_, i) => (i * 31 + (i >> 8)) & 0xff);
}

Deno.test("has the wire ids of PROTOCOL.md", () => {
  assertEquals(recordCiphers.map(({ wireId, name }) => [wireId, name]), [
    [1, "chacha20-poly1305"],
    [2, "aes-256-gcm"],
  ]);
});

Deno.test("supports AES-256-GCM everywhere", () => {
  assert(usable.some(({ wireId }) => wireId === 2));
});

for (const cipher of usable) {
  for (const length of [0, 1, 15, 8192, MAX_RECORD_BYTES, MAX_RECORD_BYTES + 1, 1_700_000]) {
    Deno.test(`${cipher.name}: decrypts ${length} bytes`, async () => {
      const content = bytes(length);
      const wire = await encrypt(cipher, length === 0 ? [] : [content.slice()]);
      const records = Math.ceil(length / MAX_RECORD_BYTES) + 1;
      assertEquals(wire.length, length + records * 20);
      assertEquals(await decrypt(cipher, wire, { piece: 100_000, size: 90_000 }), content);
      assertEquals(await decrypt(cipher, wire, { piece: 1_000_000, size: 1_000_000 }), content);
    });
  }

  Deno.test(`${cipher.name}: decrypts the same however the bytes are split`, async () => {
    const wire = await encrypt(cipher, [bytes(50), bytes(7), bytes(300)]);
    const expected = [...bytes(50), ...bytes(7), ...bytes(300)];
    for (const piece of [1, 2, 3, 4, 19, 20, 21, 100]) {
      for (const size of [1, 50, 1000]) {
        assertEquals([...await decrypt(cipher, wire, { piece, size })], expected);
      }
    }
  });

  Deno.test(`${cipher.name}: detects every changed byte`, async () => {
    const wire = await encrypt(cipher, [bytes(20), bytes(20)]);
    for (let at = 0; at < wire.length; at++) {
      const changed = wire.slice();
      changed[at]! ^= 0x40;
      const error = await assertRejects(() => decrypt(cipher, changed), Error);
      // With a larger length the end of the stream is found first.
      assert(error instanceof ProtocolError || error instanceof ConnectionError, `byte ${at}`);
    }
  });

  Deno.test(`${cipher.name}: distinguishes a truncated stream from one that ended`, async () => {
    const wire = await encrypt(cipher, [bytes(20), bytes(20)]);
    for (let length = 0; length < wire.length; length++) {
      const error = await assertRejects(
        () => decrypt(cipher, wire.slice(0, length)),
        ConnectionError,
      );
      assertEquals(error.code, "cut");
    }
  });

  Deno.test(`${cipher.name}: detects repeated, missing and reordered records`, async () => {
    const wire = await encrypt(cipher, [bytes(20), bytes(20), bytes(20)]);
    const records = [0, 40, 80, 120].map((
      at,
      i,
    ) => [...wire.slice(at, i < 3 ? at + 40 : undefined)]);
    for (const order of [[0, 0, 1, 2, 3], [1, 2, 3], [0, 2, 3], [1, 0, 2, 3], [0, 1, 3], [3]]) {
      const changed = Uint8Array.from(order.flatMap((i) => records[i]!));
      await assertRejects(() => decrypt(cipher, changed), ProtocolError, "was changed on its way");
    }
  });

  Deno.test(`${cipher.name}: does not read beyond the end`, async () => {
    const wire = await encrypt(cipher, [bytes(20)]);
    assertEquals(await decrypt(cipher, Uint8Array.from([...wire, ...wire])), bytes(20));
  });

  Deno.test(`${cipher.name}: changes the key after a number of records on both sides`, async () => {
    const chunks = Array.from({ length: 10 }, () => bytes(5));
    const wire = await encrypt(cipher, chunks, { recordsPerKey: 3 });
    const content = Array.from({ length: 10 }, () => [...bytes(5)]).flat();
    assertEquals([...await decrypt(cipher, wire, { recordsPerKey: 3 })], content);
    await assertRejects(() => decrypt(cipher, wire), ProtocolError);
  });

  Deno.test(`${cipher.name}: yields no byte of a record before its tag is verified`, async () => {
    const wire = await encrypt(cipher, [bytes(1000)]);
    wire[1010]! ^= 1;
    const seen: number[] = [];
    const { readable, writable } = new TransformStream<Uint8Array>();
    const byob = new ReadableStream({
      type: "bytes",
      async start(controller) {
        for await (const chunk of readable) controller.enqueue(chunk as Uint8Array<ArrayBuffer>);
        controller.close();
      },
    });
    const feed = new Blob([wire]).stream().pipeTo(writable);
    const stream = new RecordDecryptStream(
      byob as ReadableStream<Uint8Array<ArrayBuffer>>,
      cipher,
      key(),
    );
    await assertRejects(async () => {
      for await (const chunk of stream.readable) seen.push(...chunk);
    }, ProtocolError);
    await feed.catch(() => {});
    assertEquals(seen, []);
  });
}

const HEADERS: [string, number[]][] = [
  ["an unknown type", [0, 0, 0, 1]],
  ["another unknown type", [3, 0, 0, 1]],
  ["an unknown type and no content", [3, 0, 0, 0]],
  ["empty content", [1, 0, 0, 0]],
  ["one byte too many", [1, 0x04, 0, 1]],
  ["sixteen mebibytes", [1, 0xff, 0xff, 0xff]],
  ["an end with content", [2, 0, 0, 1]],
];
for (const [name, header] of HEADERS) {
  Deno.test(`rejects a record header with ${name} before the record is read`, async () => {
    // Nothing follows: reading on would fail as a truncated connection.
    const wire = Uint8Array.from(header);
    await assertRejects(() => decrypt(recordCiphers[1]!, wire), ProtocolError);
  });
}

Deno.test("never repeats a pair of key and nonce, and erases used keys", async () => {
  const seen = new Set<string>();
  const keys: Uint8Array[] = [];
  const cipher: RecordCipher = {
    name: "none",
    wireId: 8,
    isAvailable: () => Promise.resolve(true),
    prepare(key) {
      keys.push(key);
      return Promise.resolve({ seal() {}, open: () => new Uint8Array(), id: key.toHex() });
    },
  };
  const sequence = new RecordSequence(cipher, key(), 300);
  for (let i = 0; i < 1000; i++) {
    const { key, nonce } = await sequence.next();
    seen.add((key as unknown as { id: string }).id + nonce.toHex());
  }
  assertEquals(seen.size, 1000);
  assertEquals(keys.length, 4);
  assert(keys.slice(0, 3).every((key) => key.every((byte) => byte === 0)));
  sequence.drop();
  assert(keys[3]!.every((byte) => byte === 0));
  await assertRejects(() => sequence.next(), TypeError, "has ended");
});

Deno.test("uses the key's nonce for the first record, and its count for the next", async () => {
  const cipher: RecordCipher = {
    ...recordCiphers[1]!,
    prepare: () => Promise.resolve({ seal() {}, open: () => new Uint8Array() }),
  };
  const sequence = new RecordSequence(cipher, { key: new Uint8Array(32), iv: new Uint8Array(12) });
  assertEquals((await sequence.next()).nonce.toHex(), "00".repeat(12));
  assertEquals((await sequence.next()).nonce.toHex(), "00".repeat(11) + "01");
});
