import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ProtocolError } from "../../lib/errors.ts";
import { crlfEncoder } from "../../lib/line/crlf_encode.ts";
import { datagramInput } from "../../lib/line/datagram_input.ts";
import { LineDecoder } from "../../lib/line/line_decoder.ts";
import { lineEncodeStream } from "../../lib/line/line_encode_stream.ts";
import { plainText } from "../../lib/text/plain_text.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("yields the same lines however the bytes are split", () => {
  const bytes = encode("one\r\n\ntwé\n\r\nrest");
  for (let size = 1; size <= bytes.length; size++) {
    const decoder = new LineDecoder();
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      // The reader's buffer is reused.
      const buffer = bytes.slice(at, at + size);
      lines.push(...decoder.push(buffer));
      buffer.fill(0);
    }
    assertEquals([...lines, decoder.rest()], ["one", "", "twé", "", "rest"]);
  }
});

Deno.test("accepts a line of the largest size with either end, and rejects one more byte", () => {
  for (const end of ["\n", "\r\n"]) {
    assertEquals([...new LineDecoder({ most: 4 }).push(encode(`abcd${end}`))], ["abcd"]);
  }
  assertThrows(() => [...new LineDecoder({ most: 4 }).push(encode("abcdef"))], ProtocolError);
  const slow = new LineDecoder({ most: 4 });
  assertThrows(() => {
    for (let n = 0; n < 10; n++) [...slow.push(encode("x"))];
  }, ProtocolError);
});

Deno.test("converts LF to CR LF and keeps CR LF, however the bytes are split", () => {
  const text = "\na\nb\r\n\r\r\n\n";
  for (let size = 1; size <= text.length; size++) {
    const encoder = crlfEncoder();
    let result = "";
    for (let at = 0; at < text.length; at += size) {
      result += decode(encoder(encode(text.slice(at, at + size))));
    }
    assertEquals(result, "\r\na\r\nb\r\n\r\r\n\r\n");
  }
});

Deno.test("splits an input into datagrams by line, or not at all", async () => {
  const pieces = ["a\nb", "c\n\nd"];
  const input = () => ReadableStream.from(pieces.map(encode));
  const cut = async (how: "line" | "whole", from = input()) =>
    (await Array.fromAsync(datagramInput(from, how))).map(decode);
  assertEquals(await cut("line"), ["a\n", "bc\n", "\n", "d"]);
  assertEquals(await cut("whole"), ["a\nbc\n\nd"]);
  assertEquals(await cut("whole", ReadableStream.from([])), [""]);
  assertEquals(await cut("line", ReadableStream.from([])), []);
});

Deno.test("removes unsafe characters from text that is passed on", () => {
  assertEquals(plainText("a\x1b[2Jb\u202ec\x9bd\te\u200b\u3164\u{e0041}f é👍"), "a[2Jbcd ef é👍");
});

Deno.test("rejects a line end inside a line", async () => {
  const encoded = (line: string, end?: "\r\n") =>
    new Response(ReadableStream.from([line]).pipeThrough(lineEncodeStream(end && { end }))).text();
  assertEquals([await encoded("a"), await encoded("a", "\r\n")], ["a\n", "a\r\n"]);
  for (const line of ["a\nb", "a\rb", "\n"]) await assertRejects(() => encoded(line), TypeError);
});
