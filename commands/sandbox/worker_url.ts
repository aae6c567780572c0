/**
 * The module that is loaded as the Worker of a confined command.
 *
 * The runtime loads the whole module graph of a Worker, with every literal `import()` in it: with the
 * table of commands some 500 modules, which costs 20 ms of processor time in each Worker. So the
 * entry of a Worker is written here, and imports one command.
 *
 * @module
 */

import { moduleOf } from "../module_of.ts";

/** The Worker for every command. */
export const ANY_COMMAND: URL = new URL("./worker.ts", import.meta.url);

/**
 * The URL of a Worker that can run the named command and, from source, no other. Its imports are
 * loaded with the rights of the part that starts it.
 */
export function workerUrl(name: string): URL {
  // In an executable every module is at hand, and those of the bundle have other names.
  if (Deno.build.standalone || ANY_COMMAND.protocol !== "file:") return ANY_COMMAND;
  const command = moduleOf(name);
  if (command === undefined) return ANY_COMMAND;
  const runConfined = new URL("./run_confined.ts", import.meta.url);
  const text = `import { ${name} } from ${JSON.stringify(command)};
import { runConfined } from ${JSON.stringify(runConfined)};
runConfined(() => Promise.resolve(${name}));`;
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}
