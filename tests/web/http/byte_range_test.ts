import { assertEquals } from "@std/assert";
import { type ByteRange, byteRange } from "../../../lib/web/http/byte_range.ts";

const part = (first: number, last: number): ByteRange => ({ kind: "part", first, last });
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
  ["bytes=0-1,3-4", 10, whole],
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
