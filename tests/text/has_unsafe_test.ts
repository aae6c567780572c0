import { assertEquals } from "@std/assert";
import { hasUnsafe } from "../../lib/text/has_unsafe.ts";

Deno.test("finds an unsafe character in every call", () => {
  for (const text of ["a\x1bb", "\u202e", "ab\u200b", "\u3164", "a\u034f", "\ud800", "a\ufe0f"]) {
    for (let i = 0; i < 3; i++) assertEquals(hasUnsafe(text), true, JSON.stringify(text));
  }
  for (const text of ["", "straße", "e\u0301", "❤\ufe0f", "日本"]) {
    assertEquals(hasUnsafe(text), false);
  }
});
