import { assert, assertEquals, assertRejects } from "@std/assert";
import { Buffer } from "node:buffer";
import { ConnectionError, ProtocolError } from "../../lib/errors.ts";
import { FrameType } from "../../lib/frame/frame.ts";
import { FrameReader } from "../../lib/frame/frame_reader.ts";
import { concat, data, entry, fin, frame, header, Wire } from "../support/scripted_peer.ts";
import { pieces, seeded, source } from "./random_chunks.ts";
import { turn } from "../support/wait.ts";

const MIB = 2 ** 20;
const whole = (bytes: Uint8Array<ArrayBuffer>) => new FrameReader(source([bytes]));
const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);

/** Reads all frames, and copies their payloads. */
async function readAll(decode: FrameReader): Promise<[type: number, payload: Uint8Array][]> {
  const frames: [number, Uint8Array][] = [];
  for (let one; (one = await decode.next());) frames.push([one.type, one.payload.slice()]);
  return frames;
}

/** Lengths of payloads, and of the chunks at most. */
const CUTS: [lengths: number[], most: number][] = [
  [[1, 5, 100, 8192, 3, 9000], 7],
  [[1, 8192, 65536, 2], 100],
  [[1, 5, 8192, 65536, 300_000, 3], 9000],
  [[300_000, MIB, MIB - 1, 1, 65536], 70_000],
  [[MIB, 3, MIB, MIB, 300_000, MIB - 8, 1], 2 * MIB],
];

Deno.test("decodes the same frames however the bytes are split", async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const [lengths, most] = CUTS[seed % CUTS.length]!;
    const payloads = lengths.map(filled);
    const ping = frame(Wire.ping, new Uint8Array(0));
    const bytes = concat(...payloads.flatMap((payload) => [data(payload), ping]));
    const random = seeded(seed);
    const decode = new FrameReader(source(pieces(bytes, () => 1 + random(most))));
    for (const [i, payload] of payloads.entries()) {
      const found = (await decode.next())!;
      assert(found.type === FrameType.data && same(found.payload, payload), `seed ${seed}, ${i}`);
      assertEquals((await decode.next())!.type, FrameType.ping, `seed ${seed}, ${i}`);
    }
    assertEquals(await decode.next(), undefined);
  }
});

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

Deno.test("decodes a stream that arrives byte by byte", async () => {
  const bytes = concat(entry(), data("abc"), fin());
  const decode = new FrameReader(source(pieces(bytes, () => 1)));
  assertEquals((await readAll(decode)).map(([type]) => type), [4, 5, 11]);
});

Deno.test("resolves to undefined at an end between two frames", async () => {
  assertEquals(await whole(new Uint8Array(0)).next(), undefined);
  const decode = whole(concat(fin()));
  assert(await decode.next());
  assertEquals(await decode.next(), undefined);
});

Deno.test("rejects an end inside a frame", async () => {
  const bytes = concat(data("abc"));
  for (let length = 1; length < bytes.length; length++) {
    const error = await assertRejects(
      () => whole(bytes.slice(0, length)).next(),
      ConnectionError,
      length < 8 ? "inside a frame's header" : "inside a frame's payload",
    );
    assertEquals(error.code, "cut");
  }
});

Deno.test("rejects an end inside the first bytes", async () => {
  const error = await assertRejects(() => whole(filled(11, 1)).raw(12), ConnectionError);
  assertEquals(error.code, "cut");
  assertEquals((await whole(filled(12, 7)).raw(12)).length, 12);
});

Deno.test("rejects a bad header before its payload is read", async () => {
  const bad = [
    header(99, 5),
    header(Wire.data, 0),
    header(Wire.data, MIB + 1),
    header(Wire.entry, 65537),
    header(Wire.entry, 5, [1, 0, 0]),
    header(Wire.data, 2 ** 32 - 1),
  ];
  for (const bytes of bad) {
    // The connection stays open without further bytes, so that waiting for the payload would never end.
    let reads = 0;
    const start = source([concat(bytes)]);
    const read: typeof start.read = (view) =>
      reads++ === 0 ? start.read(view) : new Promise(() => {});
    await assertRejects(() => new FrameReader({ read }).next(), ProtocolError);
  }
});

Deno.test("tells whether the next frame is buffered without reading", async () => {
  const decode = whole(concat(fin(), fin()));
  assertEquals(decode.ready, false);
  await decode.next();
  assertEquals(decode.ready, true);
  await decode.next();
  assertEquals(decode.ready, false);
});

Deno.test("keeps a payload unchanged while later frames are read", async () => {
  const payloads = [filled(MIB, 1), filled(300_000, 2), filled(MIB, 3), filled(10, 4)];
  const random = seeded(7);
  const bytes = concat(...payloads.map(data));
  const decode = new FrameReader(source(pieces(bytes, () => 1 + random(200_000))));
  const first = (await decode.next())!;
  const release = first.keep();
  const second = (await decode.next())!;
  const releaseSecond = second.keep();
  const third = (await decode.next())!;
  assert(same(first.payload, payloads[0]!));
  assert(same(second.payload, payloads[1]!));
  assert(same(third.payload, payloads[2]!));
  release();
  releaseSecond();
  assert(same((await decode.next())!.payload, payloads[3]!));
  assertEquals(await decode.next(), undefined);
});

Deno.test("waits for a buffer if all are kept, and goes on once one is released", async () => {
  const payloads = Array.from({ length: 8 }, (_, i) => filled(MIB, i + 1));
  const decode = whole(concat(...payloads.map(data)));
  const kept: (() => void)[] = [];
  let waiting = Promise.resolve<unknown>(undefined);
  let read = 0;
  for (; read < payloads.length; read++) {
    const next = decode.next();
    const got = await Promise.race([next, turns(50)]);
    if (got === "waiting") {
      waiting = next;
      break;
    }
    kept.push((await next)!.keep());
  }
  assert(read < payloads.length, "it held every payload at once");
  for (const release of kept) release();
  const frame = await waiting as { payload: Uint8Array };
  assert(same(frame.payload, payloads[read]!));
});

/** Runs all pending tasks. */
async function turns(count: number): Promise<"waiting"> {
  for (let i = 0; i < count; i++) await turn();
  return "waiting";
}

Deno.test("decodes many frames that are kept and released in turn", async () => {
  const count = 40;
  const decode = new FrameReader(source((function* () {
    for (let i = 0; i < count; i++) yield concat(data(filled(600_000, i)));
  })()));
  let release: (() => void) | undefined;
  for (let i = 0; i < count; i++) {
    const { payload, keep } = (await decode.next())!;
    assertEquals([payload[0], payload.at(-1)], [i, i]);
    const next = keep();
    release?.();
    release = next;
  }
  release?.();
  assertEquals(await decode.next(), undefined);
});

Deno.test("discards the rest of any stream", async () => {
  const decode = whole(concat(fin(), filled(3 * MIB, 255)));
  await decode.next();
  await decode.discard();
});

Deno.test("stops reading a frame when the rest is discarded, so that one read is pending at a time", async () => {
  const chunks = source(pieces(concat(data(filled(1000, 1)), fin()), () => 100));
  let pending = 0;
  const read: typeof chunks.read = async (view) => {
    assertEquals(pending++, 0);
    await turn();
    const count = await chunks.read(view);
    pending--;
    return count;
  };
  const decode = new FrameReader({ read });
  const next = decode.next();
  await turn();
  await decode.discard();
  assertEquals(await next, undefined);
  assertEquals(await chunks.read(new Uint8Array(1)), null);
});
