import { assert, assertEquals } from "@std/assert";
import { type ByteRange, byteRange } from "../../../lib/web/http/byte_range.ts";
import { Random } from "../../chaos/random.ts";

const parts = (...pairs: [first: number, last: number][]): ByteRange => ({
  kind: "parts",
  parts: pairs.map(([first, last]) => ({ first, last })),
});
const part = (first: number, last: number) => parts([first, last]);
const whole: ByteRange = { kind: "whole" };
const none: ByteRange = { kind: "unsatisfiable" };
const huge = "9".repeat(30);

/** A header, the size of the file, the result. */
const CASES: [header: string | null, size: number, expected: ByteRange][] = [
  [null, 10, whole],
  ["bytes=0-", 10, part(0, 9)],
  ["bytes=0-0", 10, part(0, 0)],
  ["bytes=3-5", 10, part(3, 5)],
  ["BYTES=3-5", 10, part(3, 5)],
  ["bytes=9-", 10, part(9, 9)],
  ["bytes=5-1000", 10, part(5, 9)],
  [`bytes=5-${huge}`, 10, part(5, 9)],
  ["bytes=-3", 10, part(7, 9)],
  ["bytes=-1000", 10, part(0, 9)],
  [`bytes=-${huge}`, 10, part(0, 9)],
  ["bytes= 1-2 ", 10, part(1, 2)],
  ["bytes=10-", 10, none],
  ["bytes=10-20", 10, none],
  [`bytes=${huge}-`, 10, none],
  ["bytes=-0", 10, none],
  ["bytes=0-", 0, none],
  ["bytes=-1", 0, none],
  ["bytes=5-4", 10, whole],
  ["bytes=", 10, whole],
  ["bytes=-", 10, whole],
  ["bytes=--1", 10, whole],
  ["bytes=-1-2", 10, whole],
  ["bytes=a-b", 10, whole],
  ["bytes=0x1-2", 10, whole],
  ["bytes=1.5-2", 10, whole],
  ["bytes=\u0661-", 10, whole],
  ["bytes=0-1,3-4", 10, part(0, 4)],
  ["bytes=0-9,1000-1009", 2000, parts([0, 9], [1000, 1009])],
  ["bytes=1000-1009, 0-9", 2000, parts([1000, 1009], [0, 9])],
  ["bytes=,0-9,,\t1000-1009 ,", 2000, parts([0, 9], [1000, 1009])],
  ["bytes=-10,0-9", 2000, parts([1990, 1999], [0, 9])],
  ["bytes=1000-1500,0-9,1200-1600", 2000, parts([0, 9], [1000, 1600])],
  ["bytes=0-,0-,500-", 2000, part(0, 1999)],
  ["bytes=0-1999,500-600,1900-1910", 2000, part(0, 1999)],
  ["bytes=0-9,160-169", 2000, parts([0, 9], [160, 169])],
  ["bytes=0-9,159-169", 2000, part(0, 169)],
  ["bytes=0-9,2000-", 2000, part(0, 9)],
  ["bytes=2000-,-0", 2000, none],
  ["bytes=0-9,x", 2000, whole],
  ["bytes=0-9,9-5", 2000, whole],
  ["bytes=,", 2000, whole],
  [`bytes=${"0-0,".repeat(31)}0-0`, 10, part(0, 0)],
  [`bytes=${"0-0,".repeat(32)}0-0`, 10, whole],
  ["items=0-1", 10, whole],
  ["bytes 0-1", 10, whole],
  [`bytes=${"0-0,".repeat(100_000)}0-0`, 10, whole],
  [`bytes=${"0".repeat(100_000)}-`, 10, whole],
];

for (const [header, size, expected] of CASES) {
  Deno.test(`reads Range ${String(header).slice(0, 40)} of ${size} bytes as ${JSON.stringify(expected)}`, () => {
    assertEquals(byteRange(header, size), expected);
  });
}

Deno.test("no header asks for more bytes than the file has", () => {
  const random = new Random(18);
  for (let n = 0; n < 2000; n++) {
    const size = random.int(0, 2999);
    const ranges = Array.from({ length: random.int(1, 32) }, () => {
      const [a, b] = [random.int(0, 2999), random.int(0, 2999)];
      return [`${a}-`, `-${a}`, `${Math.min(a, b)}-${Math.max(a, b)}`][random.int(0, 2)]!;
    });
    const range = byteRange(`bytes=${ranges.join(",")}`, size);
    if (range.kind !== "parts") continue;
    const sorted = range.parts.toSorted((a, b) => a.first - b.first);
    let end = 0;
    for (const { first, last } of sorted) {
      assert(end <= first && first <= last && last < size, `${size}: ${ranges}`);
      end = last + 1;
    }
  }
});
