/** Runs every command that a page prints. @module */

import { assert, assertEquals } from "@std/assert";
import { loadCommands } from "../../commands/all.ts";
import { parse } from "../../lib/cli/parse.ts";
import { noMachines, typeBlock } from "./machines.ts";
import { inlineCommands, printedBlocks } from "./printed.ts";

/** The start of commands that are not run here, and why. */
export type Exemptions = Readonly<Record<string, string>>;

const reason = await noMachines();
if (reason !== undefined) console.warn(`tests/docs: skipped: ${reason}`);

/** Registers the tests of a page. */
export async function testCommandsOf(path: string, exemptions: Exemptions = {}): Promise<void> {
  const page = await Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
  const exempt = (line: string) => Object.keys(exemptions).find((start) => line.startsWith(start));
  const blocks = printedBlocks(page);

  for (const [n, block] of blocks.entries()) {
    if (block.commands.every(({ line }) => exempt(line) !== undefined)) continue;
    Deno.test({
      name: `${path}, "${block.heading}", block ${n + 1}: the commands run as printed`,
      ignore: reason !== undefined,
      sanitizeResources: false,
      sanitizeOps: false,
      fn: () => typeBlock(block),
    });
  }

  Deno.test(`${path}: commands that are not run have a reason`, () => {
    const lines = blocks.flatMap(({ commands }) => commands.map(({ line }) => line));
    const used = new Set(lines.map(exempt).filter((start) => start !== undefined));
    assertEquals([...used].sort(), Object.keys(exemptions).sort());
    assert(lines.length > used.size);
  });

  Deno.test(`${path}: commands are in blocks, which are run, rather than in tables`, () => {
    assertEquals(page.match(/^\|.*`sluice(-run)? \w+ [^`]+`.*$/gm) ?? [], []);
  });

  Deno.test(`${path}: commands in the text parse`, async () => {
    const commands = await loadCommands();
    for (const line of inlineCommands(page)) {
      const [name, ...words] = line.replaceAll("'", "").split(" ").slice(1);
      if (/^[A-Z]+$/.test(name!)) continue;
      const command = commands.find((each) => each.name === name);
      assert(command !== undefined, line);
      if (words.length > 0) parse(command, words);
    }
  });
}
