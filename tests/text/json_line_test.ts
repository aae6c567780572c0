import { assertEquals, assertNotMatch } from "@std/assert";
import { jsonLine } from "../../lib/text/json_line.ts";

Deno.test("writes an event as one line without unsafe characters that parses to the same value", () => {
  const event = {
    event: "x",
    name: "a\n\x1b[2J\x7f\x9b\u202e\u2028\ufeff\u{e0041}\u3164\ud83d ü 😀",
    size: 5,
  };
  const line = jsonLine(event);
  assertEquals(JSON.parse(line), event);
  assertNotMatch(line.slice(0, -1), /[\p{Cc}\p{Cf}\p{Zl}\p{Cs}\u3164]/u);
  assertEquals(line.at(-1), "\n");
});
