/**
 * The commands of `all.ts`, found by their names: `commands/NAME/command.ts` or `commands/NAME.ts`,
 * which exports the command as NAME. Loads no other command, not even into the module graph, which
 * a table of literal `import()` calls would do. Needs the right to read the program's modules, and
 * so serves a start from source only.
 *
 * @module
 */

import type { Command } from "../lib/cli/command.ts";

/** The names that commands may have. */
const NAME = /^[a-z]+$/;

/** The module of a command; undefined if there is none, or if it may not be read. */
export function moduleOf(name: string): URL | undefined {
  if (!NAME.test(name)) return undefined;
  const urls = [`./${name}/command.ts`, `./${name}.ts`].map((path) =>
    new URL(path, import.meta.url)
  );
  return urls.find(isFile);
}

function isFile(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch {
    return false;
  }
}

/** The command of a name; undefined if there is none. */
export async function loadCommand(name: string): Promise<Command | undefined> {
  const url = moduleOf(name);
  // deno-lint-ignore no-explicit-any -- any module of this folder: one without a command has no such export
  return url && (await import(url.href) as any)[name];
}

/** Every command, in the order of `all.ts`. */
export async function loadCommands(): Promise<readonly Command[]> {
  const all: typeof import("./all.ts") = await import(new URL("./all.ts", import.meta.url).href);
  return await all.loadCommands();
}
