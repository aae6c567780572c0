import { assertEquals, assertRejects } from "@std/assert";
import { LineReader } from "../../lib/terminal/line_reader.ts";

const never = new AbortController().signal;
const source = (...chunks: string[]) =>
  ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk)));

Deno.test("a line may come in pieces, end in any way, or be cut off by the end", async () => {
  assertEquals(await new LineReader(source("y", "es", "\n")).next(never), "yes");
  assertEquals(await new LineReader(source("yes\r\n")).next(never), "yes");
  assertEquals(await new LineReader(source("\n")).next(never), "");
  assertEquals(await new LineReader(source("ye")).next(never), "ye");
  assertEquals(await new LineReader(source()).next(never), undefined);
});

Deno.test("a line that does not end is given up", async () => {
  const endless = source(...Array.from({ length: 70 }, () => "x".repeat(1024)));
  await assertRejects(() => new LineReader(endless).next(never), RangeError, "does not end");
});

Deno.test("what the source throws is thrown", async () => {
  const broken = new ReadableStream<Uint8Array>({ pull: () => Promise.reject(new Error("bad")) });
  await assertRejects(() => new LineReader(broken).next(never), Error, "bad");
});
