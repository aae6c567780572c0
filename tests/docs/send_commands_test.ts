import { assert, assertEquals } from "@std/assert";
import { EXIT_CODES } from "../../lib/cli/exit_codes.ts";
import { IF_EXISTS } from "../../lib/file/if_exists.ts";
import { testCommandsOf } from "./printed_commands.ts";

await testCommandsOf("docs/send.md");

const page = await Deno.readTextFile(new URL("../../docs/send.md", import.meta.url));

/** The first cells of the table under a heading. */
function firstCells(heading: string): string[] {
  const [, section = ""] = page.split(`\n## ${heading}\n`);
  const rows = section.split("\n## ")[0]!.matchAll(/^\| ([^|]*?) *\|/gm);
  return Array.from(rows, ([, cell]) => cell!.replaceAll("`", "")).slice(2);
}

Deno.test("docs/send.md: the exit codes exist", () => {
  const cells = firstCells("Exit codes");
  assert(cells.length > 8);
  for (const cell of cells.flatMap((cell) => cell.split(", "))) {
    assert(EXIT_CODES.some(({ code }) => code === Number(cell)), cell);
  }
});

Deno.test("docs/send.md: the table of --if-exists has every value", () => {
  assertEquals(firstCells("Names that exist"), [...IF_EXISTS]);
});
