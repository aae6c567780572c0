import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../../../lib/errors.ts";
import { checkJsonBounds } from "../../../../lib/web/localsend/receive/json_bounds.ts";

const check = (text: string) => checkJsonBounds(new TextEncoder().encode(text));

Deno.test("accepts 50,000 files with everything that the application sends", () => {
  const file = {
    fileName: 'quote " and backslash \\',
    size: 1,
    fileType: "image/jpeg",
    sha256: "a".repeat(64),
    preview: '[[[[{{{{,,,,"\\"',
    metadata: { modified: "2020-01-02T03:04:05Z", accessed: "2020-01-02T03:04:05Z" },
    legacy: null,
  };
  const files = Object.fromEntries(
    Array.from({ length: 50_000 }, (_, at) => [`f${at}`, { id: `f${at}`, ...file }]),
  );
  check(JSON.stringify({ info: {}, files }));
});

for (
  const [name, text] of [
    ["a deep list", "[".repeat(100)],
    ["a deep object", '{"a":'.repeat(100)],
    ["many lists", `[${"[],".repeat(2_000_000)}0]`],
    ["many numbers", `[${"0,".repeat(2_000_000)}0]`],
    ["depth after a text that ends with a backslash", `["\\\\", ${"[".repeat(100)}`],
  ] as const
) {
  Deno.test(`rejects ${name}`, () => {
    assertEquals(assertThrows(() => check(text), ProtocolError).code, "limit");
  });
}

Deno.test("does not count what is in a text, and leaves other faults to the parser", () => {
  for (const text of [`"${"[".repeat(100)}"`, `["\\"${"[".repeat(100)}"]`, '"open', "", "]]]]"]) {
    check(text);
  }
});
