/** `sluice gopher`. @module */

import type { Command } from "../../lib/cli/command.ts";
import { ifOutputExistsFlag, UNTIMED } from "../flags/if_exists.ts";
import { SIZE_UNITS } from "../flags/size_units.ts";
import { certificateFlags, trustFlags } from "../flags/tls.ts";
import type { GopherOptions } from "./options.ts";
import { PEM_FILES } from "../flags/permissions.ts";

/** A Gopher client. */
export const gopher: Command<GopherOptions> = {
  name: "gopher",
  group: "Sockets",
  summary: "Fetch a Gopher menu, text or file",
  description:
    `Writes a menu as one item a line: its kind, its name and its address. Writes text as text, and \
anything else unchanged, to a file or pipe. After a host alone comes the selector of an item; the arguments \
after any other address are searched for. An error of the server, and an empty answer for a text or a menu, end \
with exit code 1. Links are shown, never followed.`,
  usage: ["gopher URL [QUERY...]", "gopher HOST[:PORT] [SELECTOR [QUERY...]]"],
  positionals: [
    { name: "URL", summary: "gopher://HOST[:PORT]/TYPE+SELECTOR, or a host", min: 1 },
    { name: "QUERY", summary: "what to search for", max: Infinity },
  ],
  flags: [
    {
      name: "output",
      short: "o",
      value: "path",
      placeholder: "FILE",
      summary: "write to a new file, once it is complete",
    },
    {
      name: "charset",
      value: "string",
      placeholder: "NAME",
      summary: "decode printed text as NAME, such as gbk",
      details:
        "Labels of the Encoding Standard. Without it, text on a terminal is decoded as UTF-8, or as \
Latin-1 if it is not UTF-8, and text for a file or pipe is not changed.",
    },
    ifOutputExistsFlag(UNTIMED, "output file"),
    {
      name: "max-size",
      value: "size",
      placeholder: "SIZE",
      default: "64MiB",
      summary: "receive at most this much",
      details: SIZE_UNITS,
    },
    ...trustFlags,
    ...certificateFlags,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write"],
  permissionFlags: ["--allow-net=HOST:PORT"],
  permissionCases: [
    { when: "--output in DIR", flags: ["--allow-read=DIR", "--allow-write=DIR"] },
    PEM_FILES,
  ],
  exitCodes: [1, 65, 66, 68, 69, 73, 75, 77, 79, 80, 83],
  files: [{
    path: ".sluice-get-*",
    text: "Beside the file of --output: the staging folder, while it is fetched.",
  }],
  examples: [
    { text: "A menu", line: "sluice gopher gopher://127.0.0.1:7070/" },
    { text: "One item", line: "sluice gopher 127.0.0.1:7070 /notes.txt" },
    { text: "A search", line: "sluice gopher gopher://127.0.0.1:7070/7/ holiday" },
    { text: "A picture", line: "sluice gopher gopher://127.0.0.1:7070/I/cat.png -o cat.png" },
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
