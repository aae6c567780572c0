import { assert, assertEquals } from "@std/assert";
import { concatBytes, writeAll, writeAllSync } from "../lib/bytes.ts";

Deno.test("concatenates none, one and several arrays", () => {
  const one = new Uint8Array([1, 2]);
  assertEquals(concatBytes([]), new Uint8Array());
  assert(concatBytes([one]) === one);
  assertEquals(concatBytes([one, new Uint8Array(), one]), new Uint8Array([1, 2, 1, 2]));
});

Deno.test("writes all bytes in order to a writer that accepts few at a time", async () => {
  const bytes = new Uint8Array(10).map((_, i) => i);
  const taken: number[] = [];
  const writeSync = (piece: Uint8Array) => {
    taken.push(...piece.subarray(0, 3));
    return Math.min(3, piece.length);
  };
  await writeAll({ write: (piece) => Promise.resolve(writeSync(piece)) }, bytes);
  writeAllSync({ writeSync }, bytes);
  assertEquals(taken, [...bytes, ...bytes]);
});
