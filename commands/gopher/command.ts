/** `sluice gopher`. @module */

import type { Command, Context, ParsedArguments } from "../../lib/cli/command.ts";
import { certificateFlags, trustFlags } from "../flags/tls.ts";

/** A Gopher client. */
export const gopher: Command = {
  name: "gopher",
  summary: "Fetch a Gopher menu, text or file",
  description: `Writes a menu as one item a line, what it is, its name and its address; a text as \
text; anything else as it is, to a file or pipe. Words after the address are searched for. A server's \
error, and an empty answer, end in 1. Links to elsewhere are shown, never followed.`,
  usage: ["gopher URL [WORD...]"],
  positionals: [
    { name: "URL", summary: "gopher://HOST[:PORT]/TYPE+SELECTOR, or a host", min: 1 },
    { name: "WORD", summary: "what to search for", max: Infinity },
  ],
  flags: [
    {
      name: "output",
      short: "o",
      value: "path",
      placeholder: "FILE",
      summary: "write to a new file, once all of it is there",
    },
    {
      name: "max",
      value: "integer",
      placeholder: "BYTES",
      default: "67108864",
      summary: "take no more than this",
    },
    ...trustFlags,
    ...certificateFlags,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write"],
  loadsWorker: true,
  permissionFlags: ["--allow-net=HOST:PORT", "--allow-read=FILE", "--allow-write=FILE"],
  examples: [
    { text: "A menu:", line: "sluice gopher gopher://127.0.0.1:7070/" },
    { text: "A search:", line: "sluice gopher gopher://127.0.0.1:7070/7/ holiday" },
    { text: "A picture:", line: "sluice gopher gopher://127.0.0.1:7070/I/cat.png -o cat.png" },
  ],
  run: runGopher,
};

async function runGopher(args: ParsedArguments, context: Context): Promise<number> {
  const { certificatePaths } = await import("../flags/tls.ts");
  const { parseItem, showGopher } = await import("./run.ts");
  const output = args.value("output");
  if (output === undefined) return await showGopher(args, context);
  // What is wrong with the command line is to be said before anything is made.
  parseItem(args);
  const { confined } = await import("../sandbox/confine.ts");
  const { dirname, resolve } = await import("node:path");
  const folder = dirname(resolve(output));
  const rights = {
    net: true,
    read: [folder, ...certificatePaths(args, gopher.flags)],
    write: [folder],
    sys: [],
  };
  return await confined({ command: "gopher" }, rights, args, context);
}
