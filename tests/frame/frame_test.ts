import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../lib/errors.ts";
import {
  frameName,
  FrameType,
  HEADER_BYTES,
  MAGIC,
  MAX_VERSION,
  MIN_VERSION,
  PREFACE_BYTES,
  readHeader,
  Security,
  writeHeader,
} from "../../lib/frame/frame.ts";
import { MAX_CONTROL_BYTES, MAX_DATA_BYTES } from "../../lib/limits.ts";

Deno.test("has the numbers of the wire format", () => {
  assertEquals([...MAGIC], [0x53, 0x4c, 0x55, 0x49, 0x43, 0x45, 0x0d, 0x0a]);
  assertEquals(PREFACE_BYTES, 12);
  assertEquals([MIN_VERSION, MAX_VERSION], [2, 2]);
  assertEquals(Security, { plain: 0, code: 1 });
  assertEquals(HEADER_BYTES, 8);
  assertEquals([MAX_CONTROL_BYTES, MAX_DATA_BYTES], [65536, 1048576]);
  assertEquals(FrameType, {
    hello: 1,
    offer: 2,
    answer: 3,
    entry: 4,
    data: 5,
    end: 6,
    skip: 7,
    want: 8,
    start: 9,
    verdict: 10,
    fin: 11,
    done: 12,
    error: 13,
    ping: 14,
    run: 15,
    started: 16,
    stdout: 17,
    stderr: 18,
    stdin: 19,
    eof: 20,
    credit: 21,
    exit: 22,
    lost: 23,
  });
});

Deno.test("encodes a header as type, three zeros and big-endian length", () => {
  const bytes = new Uint8Array(12).fill(0xff);
  writeHeader(bytes, 2, FrameType.data, 0x0a0b0c);
  assertEquals([...bytes], [255, 255, 5, 0, 0, 0, 0, 0x0a, 0x0b, 0x0c, 255, 255]);
  assertEquals(readHeader(bytes, 2), { type: FrameType.data, length: 0x0a0b0c });
});

Deno.test("encodes and decodes a header at any offset of a buffer", () => {
  const whole = new Uint8Array(64);
  const part = whole.subarray(7, 40);
  writeHeader(part, 3, FrameType.entry, 5);
  assertEquals(whole[10], 4);
  assertEquals(readHeader(part, 3), { type: FrameType.entry, length: 5 });
});

const LIMITS: [type: number, least: number, most: number][] = [
  [1, 1, 65536],
  [4, 1, 65536],
  [5, 1, 1048576],
  [13, 1, 65536],
  [14, 0, 0],
];
for (const [type, least, most] of LIMITS) {
  Deno.test(`accepts lengths from ${least} to ${most} for a frame of type ${type}`, () => {
    const header = (length: number) => {
      const bytes = new Uint8Array(8);
      bytes[0] = type;
      new DataView(bytes.buffer).setUint32(4, length);
      return bytes;
    };
    assertEquals(readHeader(header(least), 0).length, least);
    assertEquals(readHeader(header(most), 0).length, most);
    const tooLong = assertThrows(() => readHeader(header(most + 1), 0), ProtocolError);
    assertEquals(tooLong.code, "limit");
    assertThrows(() => readHeader(header(0xffffffff), 0), ProtocolError);
    if (least > 0) assertThrows(() => readHeader(header(least - 1), 0), ProtocolError, "empty");
  });
}

Deno.test("rejects an unknown type, and names its number", () => {
  for (const type of [0, 24, 25, 128, 255]) {
    const bytes = new Uint8Array([type, 0, 0, 0, 0, 0, 0, 1]);
    assertThrows(() => readHeader(bytes, 0), ProtocolError, `unknown frame type ${type}`);
  }
});

Deno.test("rejects every reserved bit", () => {
  for (let bit = 0; bit < 24; bit++) {
    const bytes = new Uint8Array([4, 0, 0, 0, 0, 0, 0, 1]);
    bytes[1 + (bit >> 3)] = 1 << (bit & 7);
    assertThrows(() => readHeader(bytes, 0), ProtocolError, "entry has reserved bits set");
  }
});

Deno.test("names frames in messages", () => {
  assertEquals([frameName(4), frameName(14), frameName(99)], ["entry", "ping", "type 99"]);
});
