/**
 * Started by `all_test.ts` with the permissions of an edition and a command's name: runs the
 * program with that command, replaced by attempts at everything, and prints the results.
 *
 * @module
 */

import { loadCommands } from "../../commands/all.ts";
import type { Command } from "../../lib/cli/command.ts";
import { main } from "../../main.ts";
import { exampleWords } from "./example_words.ts";

const commands = await loadCommands();

const path = new URL(import.meta.url).pathname;
// Computed, so that Deno does not load it with the program.
const elsewhere = ["https://127.0.0.1", "x.ts"].join(":9/");

/** One attempt for each class of permissions. */
const ATTEMPTS: Record<string, () => unknown> = {
  read: () => Deno.readTextFileSync(path),
  write: () => Deno.removeSync("/nowhere/sluice-probe"),
  net: () => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close(),
  sys: () => Deno.hostname(),
  env: () => Deno.env.get("HOME"),
  run: () => new Deno.Command("true").outputSync(),
  ffi: () => Deno.dlopen("nowhere.so", {}),
  import: () => import(elsewhere),
};

/** By class: `done`, or the name of the error. */
async function attemptAll(): Promise<Record<string, string>> {
  const results: Record<string, string> = {};
  for (const [name, attempt] of Object.entries(ATTEMPTS)) {
    try {
      await attempt();
      results[name] = "done";
    } catch (error) {
      // An error of the system means that Deno permitted the attempt; an import has its cause in
      // the text.
      const text = String(error);
      const refused = text.includes("NotCapable") || text.includes("Requires import access");
      results[name] = refused ? "NotCapable" : "done";
    }
  }
  return results;
}

if (import.meta.main) {
  const [name] = Deno.args;
  const command = commands.find((each) => each.name === name)!;
  const before = await attemptAll();
  const probe: Command = {
    ...command,
    // Run in this thread in any case, with the permissions before a Worker is loaded.
    ...command.plan && {
      plan: () => Promise.resolve({ input: undefined, rights: undefined, loadsWorker: true }),
    },
    async run(_input, { terminal }) {
      await terminal.print(JSON.stringify({ before, inside: await attemptAll() }));
      return 0;
    },
  };
  const words = command.examples.map(({ line }) => exampleWords(line))
    .find((words) => words?.[0] === name)!;
  Deno.exit(await main(words, [probe]));
}
