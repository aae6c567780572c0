import { assertEquals } from "@std/assert";
import { report } from "../../../commands/views/error_report.ts";
import { CallerError } from "../../../lib/errors.ts";
import { StdioTerminal } from "../../../lib/terminal/stdio_terminal.ts";
import { FakeStreams, type FakeStreamsOptions } from "../../terminal/fake_streams.ts";

/** What is printed for a message, on a terminal of 100 columns unless the options differ. */
async function printed(message: string, options: FakeStreamsOptions = {}): Promise<string[]> {
  const streams = new FakeStreams(options);
  const terminal = new StdioTerminal(streams, { noColor: true });
  assertEquals(await report(new CallerError("usage", message), terminal), 64);
  return streams.err.split("\n").slice(0, -1);
}

const WHAT = `"${"holiday ".repeat(9)}" already exists`;
const REMEDY = "use --if-exists skip, rename, overwrite or update";

Deno.test("prints an error that fits in one line", async () => {
  assertEquals(await printed(`"a" already exists; ${REMEDY}`), [
    `sluice: "a" already exists; ${REMEDY}`,
  ]);
});

Deno.test("begins the remedy on a line of its own if both do not fit", async () => {
  assertEquals(await printed(`${WHAT}; ${REMEDY}`), [`sluice: ${WHAT};`, `  ${REMEDY}`]);
  assertEquals(await printed(`"a; b${"c".repeat(60)}" already exists; ${REMEDY}`), [
    `sluice: "a; b${"c".repeat(60)}" already exists;`,
    `  ${REMEDY}`,
  ]);
});

Deno.test("breaks each part at the width of the terminal", async () => {
  const words = "word ".repeat(30).trim();
  const [first, second, third, ...more] = await printed(`${words}; ${words}`);
  assertEquals([first!.length, second!.length, third!.length], [97, 62, 96]);
  assertEquals(more.length, 1);
  assertEquals(
    [first, second, third, ...more].map((line) => line!.trim()).join(" "),
    [
      `sluice: ${words}; ${words}`,
    ].join(),
  );
});

Deno.test("begins no remedy within brackets", async () => {
  const words = "word ".repeat(18).trim();
  assertEquals(await printed(`${words} (a; see b)`), [`sluice: ${words}`, "  (a; see b)"]);
});

Deno.test("prints one line if standard error is not a terminal", async () => {
  const words = "word ".repeat(30).trim();
  assertEquals(await printed(`${words}; ${words}`, { terminal: false }), [
    `sluice: ${words}; ${words}`,
  ]);
});
