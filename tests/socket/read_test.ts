import { assertEquals, assertRejects } from "@std/assert";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { read } from "../../lib/socket/read.ts";
import { readText } from "../../lib/socket/read_text.ts";
import { writeAll } from "../../lib/socket/write_all.ts";

/** Reads texts of at most `most` bytes while the peer sends these pieces, one after the other. */
async function textsOf(pieces: (Uint8Array | string)[], most: number): Promise<string[]> {
  const [here, there] = memoryPair();
  const sent = (async () => {
    for (const piece of pieces) await writeAll(here, piece);
    await here.closeWrite();
  })();
  const texts: string[] = [];
  for (let text; (text = await readText(there, most)) !== undefined;) texts.push(text);
  await sent;
  return texts;
}

Deno.test("read and readText reject a length that is not a positive whole number", async () => {
  const [here, there] = memoryPair();
  await writeAll(here, "hello");
  for (const most of [0, -1, 1.5, NaN]) {
    await assertRejects(() => read(there, most), RangeError, `${most} is not a positive`);
    await assertRejects(() => readText(there, most), RangeError, `${most} is not a positive`);
  }
  assertEquals(await readText(there, 5), "hello");
});

Deno.test("readText completes a character that the length or the network cuts", async () => {
  assertEquals(await textsOf(["aß€😀b"], 1), ["a", "ß", "€", "😀", "b"]);
  const bytes = new TextEncoder().encode("ß€😀");
  const single = [...bytes].map((byte) => Uint8Array.of(byte));
  assertEquals((await textsOf(single, 1024)).join("|").replaceAll("|", ""), "ß€😀");
  assertEquals((await textsOf(single, 1)).join("|"), "ß|€|😀");
});

Deno.test("readText replaces bytes that are not UTF-8, and keeps those around them", async () => {
  assertEquals(await textsOf([Uint8Array.of(0x61, 0xff, 0x62)], 1024), ["a\ufffdb"]);
  // A cut character at the end of the stream; a continuation without a start; an overlong start.
  assertEquals(await textsOf([Uint8Array.of(0x61, 0xe2, 0x82)], 1024), ["a\ufffd"]);
  assertEquals(await textsOf([Uint8Array.of(0x80, 0x80, 0x80, 0x80)], 4), ["\ufffd".repeat(4)]);
  assertEquals(await textsOf([Uint8Array.of(0xc0), "a"], 1), ["\ufffd", "a"]);
});

Deno.test("readText keeps a byte order mark, which is content of a stream", async () => {
  assertEquals(await textsOf(["\ufeffa"], 1024), ["\ufeffa"]);
});
