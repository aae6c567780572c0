/**
 * docs/architecture.md lists the layers and what each may touch as scripts/check_layers.ts does.
 */

import { assert, assertEquals } from "@std/assert";

const read = (path: string) => Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
const page = await read("docs/architecture.md");
const script = await read("scripts/check_layers.ts");

/** A table of the script, whose elements are texts and lists of texts. */
function tableNamed(name: string): unknown[] {
  const [, literal] = new RegExp(`^const ${name}\\b.* = (\\[\\n[^;]*\\]);$`, "m").exec(script) ??
    [];
  assert(literal !== undefined, `scripts/check_layers.ts has no table ${name}`);
  return JSON.parse(literal.replaceAll(/,(\s*\])/g, "$1"));
}

/** The rows below a heading, without the head of the table. */
function rowsBelow(heading: string): string[][] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("|")).slice(2);
  return rows.map((row) => row.split("|").slice(1, -1).map((cell) => cell.trim()));
}

const layers = tableNamed("LAYERS") as string[][];
const code = (paths: string[]) => paths.map((path) => `\`${path}\``).join(", ");

Deno.test("the page lists the layers of the script, and what each may touch", () => {
  const touching = (tableNamed("TOUCHES_SYSTEM") as string[]).map((path) =>
    path.replace(/\/$/, "")
  );
  const expected = layers.map((parts, index) => {
    const able = parts.flatMap((part) =>
      touching.filter((path) => path === part || path.startsWith(`${part}/`))
    );
    return [`${index + 1}`, code(parts), code(able)];
  });
  assertEquals(rowsBelow("Layers"), expected.reverse());
});

Deno.test("the page describes every folder of the layers", () => {
  const folders = layers.flat().filter((part) => !part.endsWith(".ts"));
  const rooms = rowsBelow("Rooms").map(([room]) => room!);
  assertEquals(rooms.toSorted(), folders.map((folder) => code([folder])).toSorted());
});
