/** Holds the table of permissions in README.md against what tests/commands/rights_test.ts tries. */

import { assert, assertEquals } from "@std/assert";
import { loadCommands } from "../../commands/all.ts";
import { CONFINED, WITHOUT_FILES } from "../commands/rights_cases.ts";

const commands = await loadCommands();
const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));

/** The services without a label of their own. */
const OTHERS = "other services";
/** Tried by tests/remote/exec_rights_test.ts. */
const EXEC = "serve exec";

/** The rows of the table, each for one label of its first cell. */
function rows(): { label: string; cells: string[] }[] {
  const [, section = ""] = readme.split("\n## Least privilege\n");
  const lines = section.split("\n## ")[0]!.match(/^\|.*\|$/gm) ?? [];
  return lines.slice(2).flatMap((line) => {
    const [first = "", ...cells] = line.split("|").slice(1, -1).map((cell) => cell.trim());
    const labels = Array.from(first.matchAll(/`([^`]+)`/g), ([, label]) => label!)
      .filter((label) => label !== "sluice-run");
    if (first.includes(OTHERS)) labels.push(OTHERS);
    return labels.map((label) => ({ label, cells }));
  });
}

/** The label of the table that fits a command line best. */
function labelOf(line: string): string {
  const [name, ...words] = line.split(" ");
  const fitting = rows().map(({ label }) => label).filter((label) => {
    const [first, ...rest] = label.split(" ");
    return first === name && rest.every((word) => words.includes(word));
  });
  if (fitting.length === 0 && name === "serve") return OTHERS;
  return fitting.sort((a, b) => b.length - a.length)[0]!;
}

const CASES = Map.groupBy(
  [...Object.values(CONFINED).flat(), ...WITHOUT_FILES],
  ({ line }) => labelOf(line),
);

/** What the commands of a label may do with files: what at least one of their cases may. */
function filesOf(label: string): { reads: boolean; writes: boolean } {
  const may = (CASES.get(label) ?? []).flatMap(({ may }) => may);
  return {
    reads: may.includes("read the source") || may.includes("read the folder"),
    writes: may.includes("write in the folder"),
  };
}

Deno.test("the table of permissions in README.md has every command", () => {
  const names = new Set(rows().map(({ label }) => label === OTHERS ? EXEC : label));
  const first = new Set(Array.from(names, (label) => label.split(" ")[0]!));
  assertEquals([...first].sort(), commands.map(({ name }) => name).sort());
});

for (const { label, cells: [network, reads = "", writes, starts] } of rows()) {
  Deno.test(`${label}: README.md names its permissions`, () => {
    const name = label === OTHERS ? "serve" : label.split(" ")[0]!;
    const { permissions } = commands.find((command) => command.name === name)!;
    assertEquals(network, permissions.includes("net") ? "yes" : "no");
    assertEquals(starts, label === EXEC ? "the policy's" : "no");
    assertEquals(permissions.includes("run"), name === "serve");
    const files = { reads: !reads.startsWith("nothing"), writes: writes !== "nothing" };
    if (network === "yes") {
      assert(label === EXEC || CASES.has(label), "not tried");
      assertEquals(files, filesOf(label));
    } else {
      // Without a network it keeps what it declares.
      const keeps = { reads: permissions.includes("read"), writes: permissions.includes("write") };
      assertEquals(files, keeps);
    }
  });
}

Deno.test("every command line that rights_test.ts tries belongs to a row", () => {
  const labels = new Set(rows().map(({ label }) => label));
  for (const label of CASES.keys()) assert(labels.has(label), label);
});
