import { assert, assertEquals } from "@std/assert";
import { PieceReader } from "../../../lib/web/share/piece_reader.ts";

/** A file whose reads take given times, and how each was read. */
function timedFile(times: (read: number) => number, bytes = Infinity) {
  let time = 0;
  const reads: ("blocking" | "aside")[] = [];
  let left = bytes;
  const take = (buffer: Uint8Array, how: "blocking" | "aside") => {
    time += times(reads.length);
    reads.push(how);
    const count = Math.min(buffer.length, left);
    left -= count;
    buffer.fill(reads.length, 0, count);
    return count === 0 ? null : count;
  };
  const file = {
    readSync: (buffer: Uint8Array) => take(buffer, "blocking"),
    read: (buffer: Uint8Array) => Promise.resolve(take(buffer, "aside")),
  };
  return { reader: new PieceReader(file, { now: () => time }), reads };
}

Deno.test("reads from the cache without a thread", async () => {
  const { reader, reads } = timedFile(() => 0.05);
  for (let i = 0; i < 200; i++) await reader.next(10);
  assertEquals(new Set(reads), new Set(["blocking"]));
});

Deno.test("a slow read leaves the next 64 to a thread", async () => {
  const { reader, reads } = timedFile((read) => read === 2 ? 20 : 0.05);
  for (let i = 0; i < 70; i++) await reader.next(10);
  assertEquals(reads.slice(0, 3), ["blocking", "blocking", "blocking"]);
  assertEquals(new Set(reads.slice(3, 67)), new Set(["aside"]));
  assertEquals(reads.slice(67), ["blocking", "blocking", "blocking"]);
});

Deno.test("a disk that stays slow never blocks again", async () => {
  const { reader, reads } = timedFile(() => 20);
  for (let i = 0; i < 300; i++) await reader.next(10);
  assertEquals(reads.filter((how) => how === "blocking").length, 1);
});

Deno.test("every piece has a buffer of its own, as long as what was read", async () => {
  const { reader } = timedFile(() => 0, 25);
  const pieces = [await reader.next(10), await reader.next(10), await reader.next(10)];
  assertEquals(pieces.map((piece) => [...new Set(piece!)]), [[1], [2], [3]]);
  assertEquals(pieces.map((piece) => piece!.length), [10, 10, 5]);
  assert(pieces[0]!.buffer !== pieces[1]!.buffer);
  assertEquals(await reader.next(10), null);
});
