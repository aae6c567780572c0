import { assert, assertEquals } from "@std/assert";
import { unicodeWidth } from "@std/cli/unicode-width";
import { fit } from "../../lib/terminal/fit.ts";

Deno.test("keeps a text that fits, and omits the middle of others", () => {
  assertEquals(fit("abcdef", 6), "abcdef");
  assertEquals(fit("abcdef", 5), "ab…ef");
  assertEquals(fit("abcdef", 1), "…");
  assertEquals(fit("abcdef", 0), "");
  assertEquals(fit("", 0), "");
});

Deno.test("never exceeds the columns, and splits no character", () => {
  const names = ["a".repeat(50), "文件".repeat(20), "😀x".repeat(20), "e\u0301".repeat(30)];
  for (const name of names) {
    for (let columns = 0; columns < 90; columns++) {
      const fitted = fit(name, columns);
      assert(unicodeWidth(fitted) <= columns, `${fitted} in ${columns}`);
      assert(fitted.isWellFormed());
      if (columns > 2) assert(unicodeWidth(fitted) >= Math.min(columns - 2, unicodeWidth(name)));
    }
  }
});
