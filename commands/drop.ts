/** `sluice drop`. @module */

import type { Command, Context, ParsedArguments } from "../lib/cli/command.ts";
import { CallerError } from "../lib/errors.ts";
import { acceptNameFlag } from "./parts/accept_name.ts";
import { ifExistsFlag } from "./parts/if_exists.ts";
import { webFlags } from "./parts/web_settings.ts";

/** Lets browsers send files. */
export const drop: Command = {
  name: "drop",
  summary: "Take files from browsers and curl into a folder",
  description: `Shows an address, and on a terminal its QR code; whoever has it can send files and \
folders there with a browser or with curl -T, and see nothing. What comes is gathered in a private \
folder inside DIR, verified, and only then put under its final name, by the same rules as with \
receive; nothing that exists is touched unless --if-exists says so. What breaks off is gone on with. \
Standard output is a list of digests that sha256sum -c understands. Only this machine can come in \
unless --lan, or --listen with an address, says otherwise.`,
  usage: ["drop [DIR] [--lan [INTERFACE] | --listen HOST:PORT] [--once] [--tls]"],
  positionals: [{
    name: "DIR",
    summary: "where to store, the current folder otherwise; made if it is not there",
    value: "directory",
  }],
  flags: [
    ...webFlags("drop"),
    {
      name: "max-size",
      value: "rate",
      placeholder: "SIZE",
      summary: "bytes of one file at most: 100M, 2G",
    },
    ifExistsFlag,
    acceptNameFlag,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write", "sys", "env"],
  loadsWorker: true,
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
  run: runDrop,
};

async function runDrop(args: ParsedArguments, context: Context): Promise<number> {
  const { webSettings } = await import("./parts/web_settings.ts");
  const { confined } = await import("./parts/confined.ts");
  const { openDestination } = await import("../lib/file/destination.ts");
  // What is wrong with the command line is to be said before a folder is made.
  const web = await webSettings("drop", args, context);
  const given = args.positionals[0] ?? ".";
  const { isTooMuch, realPath } = await import("../lib/file/too_much.ts");
  if (isTooMuch(realPath(given)!, realPath(context.env("HOME")), false)) {
    throw new CallerError(
      "usage",
      `drop ${JSON.stringify(given)}: every user's files are below it; name a folder inside`,
    );
  }
  const into = openDestination(given);
  const rights = { net: true, read: [into], write: [into], sys: ["uid"] as const };
  return await confined({ command: "drop", into, web }, rights, args, context);
}
