import { assertEquals } from "@std/assert";
import { typedLines } from "../../../commands/views/typed_lines.ts";
import type { Terminal } from "../../../lib/terminal/terminal.ts";

Deno.test("yields lines as they come at a terminal without single-key input", async () => {
  const drawn: unknown[] = [];
  const terminal = {
    live: true,
    interactive: true,
    stdin: ReadableStream.from([
      new TextEncoder().encode("one\r\ntw"),
      new TextEncoder().encode("o\n"),
    ]),
    draw: (lines: unknown[]) => void drawn.push(...lines),
  } as unknown as Terminal;
  const stdin = {
    setRaw() {
      throw new Deno.errors.NotSupported("The operation is not supported");
    },
  };
  const lines = await Array.fromAsync(typedLines(terminal, new AbortController().signal, stdin));
  assertEquals(lines, ["one", "two"]);
  assertEquals(drawn, []);
});
