import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { multipart } from "../../../lib/web/http/multipart.ts";

Deno.test("frames ranges as RFC 9110 shows it", () => {
  const parts = [{ first: 500, last: 999 }, { first: 7000, last: 7999 }];
  const { type, heads, tail, length } = multipart(parts, "application/pdf", 8000);
  const [, boundary] = /^multipart\/byteranges; boundary=([a-z0-9]{24})$/.exec(type)!;
  const text = `${heads[0]}FIRST${heads[1]}SECOND${tail}`;
  assertEquals(
    text.split("\r\n"),
    [
      `--${boundary}`,
      "content-type: application/pdf",
      "content-range: bytes 500-999/8000",
      "",
      "FIRST",
      `--${boundary}`,
      "content-type: application/pdf",
      "content-range: bytes 7000-7999/8000",
      "",
      "SECOND",
      `--${boundary}--`,
      "",
    ],
  );
  assertEquals(length, text.length - "FIRSTSECOND".length + 1500);
});

Deno.test("the boundary cannot be known in advance", () => {
  const boundary = () => multipart([{ first: 0, last: 1 }], "text/plain", 9).type;
  assertMatch(boundary(), /boundary=/);
  assertNotEquals(boundary(), boundary());
});
