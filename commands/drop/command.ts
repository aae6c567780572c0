/** `sluice drop`. @module */

import type { Command } from "../../lib/cli/command.ts";
import { acceptNameFlag } from "../flags/accept_name.ts";
import { ifExistsFlag } from "../flags/if_exists.ts";
import { webFlags } from "../flags/web.ts";
import type { DropOptions } from "./options.ts";

/** Receives files from browsers. */
export const drop: Command<DropOptions> = {
  name: "drop",
  summary: "Take files from browsers and curl into a folder",
  description: `Shows an address, and on a terminal its QR code; clients that have it can send \
files and folders with a browser or with curl -T, and can list nothing. Each file is stored in a \
private folder inside DIR, verified, and then moved to its final name, by the same rules as with \
receive; existing files are left alone unless --if-exists says otherwise. Interrupted transfers \
resume. Standard output is a list of digests for sha256sum -c. The server is reachable from this \
machine only; --lan, or --listen with an address, changes that.`,
  usage: ["drop [DIR] [--lan [NAME] | --listen [ADDR]] [--once] [--tls]"],
  positionals: [{
    name: "DIR",
    summary: "where to store, the current folder otherwise; made if it is not there",
    value: "directory",
  }],
  flags: [
    ...webFlags("drop"),
    {
      name: "max-size",
      value: "size",
      placeholder: "SIZE",
      summary: "at most this much for one file: 100MiB, 2G; GB is 1000 MB, GiB and G 1024 MiB",
    },
    ifExistsFlag,
    acceptNameFlag,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write", "sys", "env"],
  permissionFlags: [
    "--allow-net=HOST:PORT",
    "--allow-read=DIR",
    "--allow-write=DIR",
    "--allow-sys=hostname,networkInterfaces,uid",
    "--allow-env=SLUICE_SECRET,HOME",
  ],
  examples: [
    { text: "From the phones in the room, into a folder:", line: "sluice drop inbox --lan" },
    {
      text: "The homework of a class, whatever the files are called:",
      line: "sluice drop homework --lan --if-exists rename --max-size 100M",
    },
    {
      text: "One file from a machine with curl, which is shown what to say:",
      line: "sluice drop --lan --once --tls",
    },
  ],
  async plan(args, context) {
    const { dropOptions } = await import("./options.ts");
    const input = await dropOptions(args, context);
    const paths = [input.into];
    return { input, rights: { net: true, read: paths, write: paths, sys: ["uid"] } };
  },
  async run(input, context) {
    return await (await import("./run.ts")).runDrop(input, context);
  },
};
