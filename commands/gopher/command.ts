/** `sluice gopher`. @module */

import type { Command } from "../../lib/cli/command.ts";
import { ifOutputExistsFlag, UNTIMED } from "../flags/if_exists.ts";
import { certificateFlags, trustFlags } from "../flags/tls.ts";
import type { GopherOptions } from "./options.ts";

/** A Gopher client. */
export const gopher: Command<GopherOptions> = {
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
    ifOutputExistsFlag(UNTIMED, "output file"),
    {
      name: "max-size",
      value: "size",
      placeholder: "SIZE",
      default: "64MiB",
      summary: "take no more than this",
    },
    ...trustFlags,
    ...certificateFlags,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write"],
  permissionFlags: ["--allow-net=HOST:PORT", "--allow-read=FILE", "--allow-write=FILE"],
  examples: [
    { text: "A menu:", line: "sluice gopher gopher://127.0.0.1:7070/" },
    { text: "A search:", line: "sluice gopher gopher://127.0.0.1:7070/7/ holiday" },
    { text: "A picture:", line: "sluice gopher gopher://127.0.0.1:7070/I/cat.png -o cat.png" },
  ],
  async plan(args) {
    const { gopherOptions } = await import("./options.ts");
    const input = gopherOptions(args);
    if (input.output === undefined) return { input, rights: undefined };
    const { dirname, resolve } = await import("node:path");
    const folder = dirname(resolve(input.output));
    return { input, rights: { net: true, read: [folder], write: [folder], sys: [] } };
  },
  async run(input, context) {
    return await (await import("./run.ts")).runGopher(input, context);
  },
};
