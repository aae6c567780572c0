/** Holds the table of tools in docs/sockets.md: each cell is what a run shows. */

import { assert, assertEquals } from "@std/assert";
import { needing, programPath } from "../support/needs.ts";
import { rows as content } from "./rivals/content.ts";
import { rows as datagrams } from "./rivals/datagrams.ts";
import { rows as network } from "./rivals/network.ts";
import { rows as streams } from "./rivals/streams.ts";
import { rows as tls } from "./rivals/tls.ts";
import { PROGRAMS, TOOLS } from "./rivals/tools.ts";

const rows = [...streams, ...datagrams, ...tls, ...network, ...content];
const page = await Deno.readTextFile(new URL("../../docs/sockets.md", import.meta.url));

/** The cells of the table, by the first one of their row. */
const printed = new Map<string, string[]>();
const [, table = ""] = /^\| Feature .*?\n\| -.*?\n((?:\|.*\n)+)/m.exec(page) ?? [];
for (const line of table.trim().split("\n")) {
  const [feature, ...cells] = line.split("|").slice(1, -1).map((cell) => cell.trim());
  printed.set(feature!, cells);
}

Deno.test("the table of tools has the rows and cells that are run here", () => {
  assertEquals([...printed.keys()], rows.map(({ feature }) => feature));
  for (const { feature, cells } of rows) {
    assertEquals(printed.get(feature), TOOLS.map((tool) => cells[tool][0]), feature);
  }
  assert(rows.length > 20);
});

for (const { feature, cells } of rows) {
  for (const tool of TOOLS) {
    const [says, run] = cells[tool];
    if (run === undefined) continue;
    const missing = tool !== "sluice" && programPath(PROGRAMS[tool]) === undefined;
    Deno.test({
      ...needing(`${feature}: ${tool}: ${says}`, missing && PROGRAMS[tool]),
      fn: run,
      sanitizeOps: false,
      sanitizeResources: false,
    });
  }
}
