/** `sluice share`. @module */

import type { Command } from "../../lib/cli/command.ts";
import { webFlags } from "../flags/web.ts";
import type { ShareOptions } from "./options.ts";

/** Serves files to browsers. */
export const share: Command<ShareOptions> = {
  name: "share",
  summary: "Let browsers, curl and wget fetch files and folders",
  description: `Shows an address, and on a terminal its QR code, and serves the named paths to \
browsers that have it: single files, folders and selections as zip or tar, and the digest of each \
file. Interrupted downloads of single files resume. Clients can change nothing, and symbolic links \
are not followed. The server is reachable from this machine only; --lan, or --listen with an \
address, changes that. Each address holds a secret, new each time.`,
  usage: ["share PATH... [--lan [NAME] | --listen [ADDR]] [--once] [--tls]"],
  positionals: [{
    name: "PATH",
    summary: "a file or folder",
    min: 1,
    max: Infinity,
    value: "path",
  }],
  flags: webFlags("share"),
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "sys", "env"],
  permissionFlags: [
    "--allow-net=HOST:PORT",
    "--allow-read=PATH",
    "--allow-sys=hostname,networkInterfaces",
    "--allow-env=SLUICE_SECRET,HOME",
  ],
  examples: [
    { text: "A folder for the phones in the room:", line: "sluice share holiday --lan" },
    {
      text: "One file, for one download, encrypted:",
      line: "sluice share a.iso --lan --once --tls",
    },
    {
      text: "For ten minutes, with a password instead of a long address:",
      line: "sluice share slides.pdf --lan --password --expire 10m",
    },
    {
      text: "At a fixed address, for scripts on this machine:",
      line: "sluice share dist --listen 127.0.0.1:8000 --no-token",
    },
  ],
  async plan(args, context) {
    const { shareOptions } = await import("./options.ts");
    const input = await shareOptions(args, context);
    const read = input.roots.map(({ source }) => source);
    return { input, rights: { net: true, read, write: [], sys: [] } };
  },
  async run(input, context) {
    return await (await import("./run.ts")).runShare(input, context);
  },
};
