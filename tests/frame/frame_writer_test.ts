import { assert, assertEquals, assertRejects } from "@std/assert";
import { FrameType } from "../../lib/frame/frame.ts";
import { FrameReader } from "../../lib/frame/frame_reader.ts";
import { FrameWriter } from "../../lib/frame/frame_writer.ts";
import { concat, header, utf8 } from "../support/scripted_peer.ts";
import { pieces, seeded, sink, source } from "./random_chunks.ts";
import { turn } from "../support/wait.ts";

const MIB = 2 ** 20;

Deno.test("encodes a control frame as header and JSON", async () => {
  const taken = sink();
  const encode = new FrameWriter(taken);
  await encode.control(FrameType.verdict, { id: 7, ok: true });
  await encode.flush();
  const json = utf8('{"id":7,"ok":true}');
  assertEquals(taken.bytes(), concat(header(10, json.length), json));
});

Deno.test("encodes a data frame as header and content, and none without content", async () => {
  const taken = sink();
  const encode = new FrameWriter(taken);
  (await encode.room(10)).set(utf8("abc"));
  await encode.data(3);
  await encode.room(10);
  await encode.data(0);
  await encode.flush();
  assertEquals(taken.bytes(), concat(header(5, 3), utf8("abc")));
});

Deno.test("gathers small frames, and sends them in order with a flush", async () => {
  let writes = 0;
  const chunks: Uint8Array[] = [];
  const encode = new FrameWriter({
    write(chunk) {
      writes++;
      chunks.push(chunk.slice());
      return Promise.resolve();
    },
  });
  for (let id = 0; id < 50; id++) await encode.control(FrameType.want, { id, offset: 0 });
  assertEquals(writes, 0);
  await encode.flush();
  assertEquals(writes, 1);
  const decode = new FrameReader(source([concat(...chunks)]));
  for (let id = 0; id < 50; id++) {
    const { payload } = (await decode.next())!;
    assertEquals(JSON.parse(new TextDecoder().decode(payload)), { id, offset: 0 });
  }
});

Deno.test("decodes encoded frames of any size, however the bytes are split", async () => {
  for (let seed = 1; seed <= 5; seed++) {
    const random = seeded(seed);
    const taken = sink();
    const encode = new FrameWriter(taken);
    const sent: (number | string)[] = [];
    for (let i = 0; i < 60; i++) {
      if (random(3) > 0) {
        const text = "x".repeat(random([10, 1000, 60_000][random(3)]!));
        await encode.control(FrameType.error, { code: "io", message: text });
        sent.push(text);
      } else {
        const length = 1 + random([20, 70_000, 3 * MIB][random(3)]!);
        const room = await encode.room(length);
        room.fill(i);
        await encode.data(room.length);
        sent.push(room.length);
      }
      if (random(5) === 0) await encode.flush();
    }
    await encode.flush();
    const cut = pieces(concat(taken.bytes()), () => 1 + random(200_000));
    const decode = new FrameReader(source(cut));
    for (const [i, expected] of sent.entries()) {
      const { type, payload } = (await decode.next())!;
      if (typeof expected === "number") {
        assertEquals([type, payload.length], [FrameType.data, expected], `seed ${seed}, ${i}`);
        assert(payload[0] === i && payload.at(-1) === i, `seed ${seed}, frame ${i}`);
      } else {
        const { message } = JSON.parse(new TextDecoder().decode(payload));
        assert(message === expected, `seed ${seed}, frame ${i}`);
      }
    }
    assertEquals(await decode.next(), undefined);
  }
});

Deno.test("limits the room to that of a data frame", async () => {
  const encode = new FrameWriter(sink());
  assertEquals((await encode.room(5 * MIB)).length, MIB);
  await encode.data(0);
});

Deno.test("rejects a message over the limit of a control frame as a misuse", async () => {
  const encode = new FrameWriter(sink());
  const message = { code: "io", message: "x".repeat(65536) };
  await assertRejects(() => encode.control(FrameType.error, message), RangeError);
});

Deno.test("rejects content without room as a misuse", async () => {
  const encode = new FrameWriter(sink());
  await assertRejects(() => encode.data(3), TypeError);
});

Deno.test("does not reuse a buffer before its write has resolved", async () => {
  const gates: (() => void)[] = [];
  const taken: number[] = [];
  const encode = new FrameWriter({
    async write(chunk) {
      await new Promise<void>((resolve) => gates.push(resolve));
      taken.push(chunk.at(-1)!);
      assert(chunk[8] === chunk.at(-1));
    },
  });
  const writing = (async () => {
    for (let i = 1; i <= 12; i++) {
      (await encode.room(MIB)).fill(i);
      await encode.data(MIB);
    }
    await encode.flush();
  })();
  while (taken.length < 12) {
    await turn();
    gates.shift()?.();
  }
  await writing;
  assertEquals(taken, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

Deno.test("rejects all writes after one has failed", async () => {
  const encode = new FrameWriter({ write: () => Promise.reject(new Error("gone")) });
  await encode.control(FrameType.fin, {});
  await assertRejects(() => encode.flush(), Error, "gone");
  await assertRejects(() => encode.flush(), Error, "gone");
  await assertRejects(() => encode.raw(new Uint8Array(1)), Error, "gone");
});

Deno.test("sends a ping as an empty frame, and none while other bytes are in flight", async () => {
  const taken = sink();
  const encode = new FrameWriter(taken);
  encode.ping(60_000);
  await encode.flush();
  assertEquals(taken.bytes().length, 0);
  encode.ping(0);
  await encode.flush();
  assertEquals(taken.bytes(), header(14, 0));
  await encode.room(5);
  encode.ping(0);
  await encode.data(0);
  await encode.flush();
  assertEquals(taken.bytes(), header(14, 0));
});

Deno.test("sends the last frame after the gathered ones, and nothing after it", async () => {
  const taken = sink();
  const encode = new FrameWriter(taken);
  await encode.control(FrameType.fin, {});
  await encode.last(FrameType.error, { code: "io" }, new Error("over"));
  await assertRejects(() => encode.flush(), Error, "over");
  await encode.last(FrameType.error, { code: "again" }, new Error("twice"));
  const expected = concat(header(11, 2), utf8("{}"), header(13, 13), utf8('{"code":"io"}'));
  assertEquals(taken.bytes(), expected);
});

Deno.test("reports a stall for bytes other than pings only", async () => {
  const gates: (() => void)[] = [];
  const encode = new FrameWriter({
    write: () => new Promise<void>((resolve) => gates.push(resolve)),
  });
  encode.ping(0);
  assertEquals(encode.blocked, false);
  while (gates.length === 0) await turn();
  gates.shift()!();
  await encode.control(FrameType.fin, {});
  const flushed = encode.flush();
  assertEquals(encode.blocked, true);
  while (gates.length === 0) await turn();
  gates.shift()!();
  await flushed;
  assertEquals(encode.blocked, false);
});
