import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ProtocolError } from "../../lib/errors.ts";
import { crlfEncoder } from "../../lib/line/crlf_encode.ts";
import { datagramInput } from "../../lib/line/datagram_input.ts";
import { LineDecoder } from "../../lib/line/line_decoder.ts";
import { lineEncodeStream } from "../../lib/line/line_encode_stream.ts";
import { plainText } from "../../lib/text/plain_text.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("lines are the same however the bytes are cut", () => {
  const bytes = encode("one\r\n\ntwé\n\r\nrest");
  for (let size = 1; size <= bytes.length; size++) {
    const decoder = new LineDecoder();
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      // The reader's buffer is used again.
      const buffer = bytes.slice(at, at + size);
      lines.push(...decoder.push(buffer));
      buffer.fill(0);
    }
    assertEquals([...lines, decoder.rest()], ["one", "", "twé", "", "rest"]);
  }
});

Deno.test("a line of the largest size passes, with either end; one more byte does not", () => {
  for (const end of ["\n", "\r\n"]) {
    assertEquals([...new LineDecoder({ most: 4 }).push(encode(`abcd${end}`))], ["abcd"]);
  }
  assertThrows(() => [...new LineDecoder({ most: 4 }).push(encode("abcdef"))], ProtocolError);
  const slow = new LineDecoder({ most: 4 });
  assertThrows(() => {
    for (let n = 0; n < 10; n++) [...slow.push(encode("x"))];
  }, ProtocolError);
});

Deno.test("CR LF stays as it is and LF becomes it, however the bytes are cut", () => {
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

Deno.test("an input is cut into datagrams by line, or not at all", async () => {
  const pieces = ["a\nb", "c\n\nd"];
  const input = () => ReadableStream.from(pieces.map(encode));
  const cut = async (how: "line" | "whole", from = input()) =>
    (await Array.fromAsync(datagramInput(from, how))).map(decode);
  assertEquals(await cut("line"), ["a\n", "bc\n", "\n", "d"]);
  assertEquals(await cut("whole"), ["a\nbc\n\nd"]);
  assertEquals(await cut("whole", ReadableStream.from([])), [""]);
  assertEquals(await cut("line", ReadableStream.from([])), []);
});

Deno.test("what a terminal would obey is taken out of text that is passed on", () => {
  assertEquals(plainText("a\x1b[2Jb\u202ec\x9bd\te\u200b\u3164\u{e0041}f é👍"), "a[2Jbcd ef é👍");
});

Deno.test("a line to be sent has one end, and none within it", async () => {
  const encoded = (line: string, end?: "\r\n") =>
    new Response(ReadableStream.from([line]).pipeThrough(lineEncodeStream({ end }))).text();
  assertEquals([await encoded("a"), await encoded("a", "\r\n")], ["a\n", "a\r\n"]);
  for (const line of ["a\nb", "a\rb", "\n"]) await assertRejects(() => encoded(line), TypeError);
});
