/** `sluice share`. @module */

import type { Command, Context, ParsedArguments } from "../lib/cli/command.ts";
import { CallerError } from "../lib/errors.ts";
import { webFlags } from "./parts/web_settings.ts";

/** Lets browsers fetch files. */
export const share: Command = {
  name: "share",
  summary: "Let browsers, curl and wget fetch files and folders",
  description: `Shows an address, and on a terminal its QR code, and serves what you name to \
whoever has it: single files, which can be gone on with where a download broke off, folders and \
selections as zip or tar, and the digest of each file. Nothing can be changed from there, and no \
symbolic link is followed. Only this machine can come in unless --lan, or --listen with an address, \
says otherwise. Each address holds a secret, new each time.`,
  usage: ["share PATH... [--lan [INTERFACE] | --listen HOST:PORT] [--once] [--tls]"],
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
  loadsWorker: true,
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
  run: runShare,
};

async function runShare(args: ParsedArguments, context: Context): Promise<number> {
  const { webSettings } = await import("./parts/web_settings.ts");
  const { confined } = await import("./parts/confined.ts");
  const { rootsOf } = await import("../lib/file/walk.ts");
  const { isTooMuch, realPath } = await import("../lib/file/too_much.ts");
  const home = realPath(context.env("HOME"));
  for (const path of args.positionals) {
    // Keys, mail and the history of years are not meant by `share .`.
    if (!isTooMuch(realPath(path)!, home, true)) continue;
    throw new CallerError(
      "usage",
      `share ${JSON.stringify(path)}: everything you have is in it; name a folder inside`,
    );
  }
  const roots = rootsOf(args.positionals, "share");
  const web = await webSettings("share", args, context);
  const rights = { net: true, read: roots.map(({ source }) => source), write: [], sys: [] };
  return await confined({ command: "share", roots, web }, rights, args, context);
}
