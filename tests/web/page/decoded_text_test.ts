import { assertEquals } from "@std/assert";
import { decodedText } from "../../../lib/web/page/decoded_text.js";

const utf8 = (text: string) => new TextEncoder().encode(text);

Deno.test("decodes UTF-8 with and without a byte order mark", () => {
  assertEquals(decodedText(utf8("né 😀"), false), "né 😀");
  assertEquals(decodedText(utf8("\ufeffné"), false), "né");
  assertEquals(decodedText(new Uint8Array(), false), "");
});

Deno.test("decodes UTF-16 of both byte orders by its mark", () => {
  assertEquals(decodedText(new Uint8Array([0xff, 0xfe, 0xe9, 0, 0x61, 0]), false), "éa");
  assertEquals(decodedText(new Uint8Array([0xfe, 0xff, 0, 0xe9, 0, 0x61]), false), "éa");
  // Half a character at the cut.
  assertEquals(decodedText(new Uint8Array([0xff, 0xfe, 0x61, 0, 0x3d, 0xd8]), true), "a");
});

Deno.test("decodes what is not UTF-8 as windows-1252", () => {
  assertEquals(decodedText(new Uint8Array([0x63, 0x61, 0x66, 0xe9, 0x20, 0x80]), false), "café €");
  // An incomplete character counts where the file ends.
  assertEquals(decodedText(new Uint8Array([0x63, 0x61, 0x66, 0xe9]), false), "café");
});

Deno.test("a character that the cut divides does not make a text windows-1252", () => {
  const bytes = utf8("naïve 😀");
  for (const cut of [1, 2, 3]) assertEquals(decodedText(bytes.subarray(0, -cut), true), "naïve ");
  assertEquals(decodedText(bytes.subarray(0, 3), true), "na");
});
