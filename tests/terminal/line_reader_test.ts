import { assertEquals, assertRejects } from "@std/assert";
import { LineEditor } from "../../lib/terminal/line_editor.ts";
import { LineReader } from "../../lib/terminal/line_reader.ts";

const never = new AbortController().signal;
const source = (...chunks: string[]) =>
  ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk)));

Deno.test("joins pieces of a line, with any line end or the end of input", async () => {
  assertEquals(await new LineReader(source("y", "es", "\n")).next(never), "yes");
  assertEquals(await new LineReader(source("yes\r\n")).next(never), "yes");
  assertEquals(await new LineReader(source("\n")).next(never), "");
  assertEquals(await new LineReader(source("ye")).next(never), "ye");
  assertEquals(await new LineReader(source()).next(never), undefined);
});

Deno.test("rejects a line over the limit", async () => {
  const endless = source(...Array.from({ length: 70 }, () => "x".repeat(1024)));
  await assertRejects(() => new LineReader(endless).next(never), RangeError, "too long");
});

Deno.test("throws what the source throws", async () => {
  const broken = new ReadableStream<Uint8Array>({ pull: () => Promise.reject(new Error("bad")) });
  await assertRejects(() => new LineReader(broken).next(never), Error, "bad");
});

Deno.test("keeps the lines that came with an answer, until they are discarded", async () => {
  const reader = new LineReader(source("maybe\ny\nmore\n"));
  assertEquals(await reader.next(never), "maybe");
  assertEquals(await reader.next(never), "y");
  await reader.drain();
  assertEquals(await reader.next(never), undefined);
});

for (const end of ["\r", "\n", "\r\n"]) {
  Deno.test(`keeps the keys after an Enter of ${JSON.stringify(end)}`, async () => {
    const reader = new LineReader(source(`7-a-b${end}7-c-d${end}`));
    const edit = () => reader.edit(new LineEditor("? ", () => []), () => {}, never);
    assertEquals([await edit(), await edit(), await edit()], ["7-a-b", "7-c-d", undefined]);
  });
}
