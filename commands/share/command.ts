/** `sluice share`. @module */

import type { Command } from "../../lib/cli/command.ts";
import { aliasFlag, pinFlag } from "../flags/localsend_flags.ts";
import { textFlag } from "../flags/text.ts";
import { webFlags } from "../flags/web.ts";
import type { ShareOptions } from "./options.ts";
import { CERTIFICATE_FILES, SECRET_VARIABLE, TOKEN_FILES } from "../flags/permissions.ts";

/** Serves files to browsers. */
export const share: Command<ShareOptions> = {
  name: "share",
  group: "Browser",
  summary: "Let browsers, curl and wget fetch files and folders",
  description:
    `Shows an address, and on a terminal its QR code, and serves the named paths to browsers that open it: \
single files, folders and selections as zip or tar, and the digest of each file. Interrupted downloads of \
single files resume. Clients can change nothing, and symbolic links are not followed. The server is \
reachable from this machine only; --lan, or --listen with an address, changes that. Each address contains a \
secret, a new one each time.

--text shows a short text, such as a link or a password, on the page, where one press copies it.

--localsend announces the share to devices with the LocalSend app, and answers their download requests, which \
have no secret. docs/localsend.md tells what works.`,
  usage: [
    "share PATH... [--lan [NAME] | --listen [ADDR]] [--once] [--tls]",
    "share --text TEXT [PATH...]",
    "share PATH... --lan --localsend [--pin PIN] [--alias NAME]",
  ],
  positionals: [{
    name: "PATH",
    summary: "a file or folder",
    max: Infinity,
    value: "path",
  }],
  flags: [
    ...webFlags("share"),
    textFlag("show a text on the page; - is standard input"),
    {
      name: "localsend",
      summary: "let LocalSend devices find and fetch the files as well",
      details:
        "Each device that asks is asked about here, unless it knows --pin, or --yes is given.",
    },
    { ...pinFlag, summary: "with --localsend: let devices fetch that enter this PIN" },
    aliasFlag,
    { name: "yes", short: "y", summary: "with --localsend: let every device fetch" },
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write", "sys", "env"],
  permissionFlags: ["--allow-net=HOST:PORT", "--allow-read=PATH", "--allow-sys=hostname"],
  permissionCases: [
    { when: "--lan", flags: ["--allow-net", "--allow-sys=networkInterfaces"] },
    { when: "--localsend", flags: ["--allow-net", "--allow-sys=networkInterfaces"] },
    SECRET_VARIABLE,
    { when: "the refusal of a whole home folder", flags: ["--allow-env=HOME"] },
    CERTIFICATE_FILES,
    TOKEN_FILES,
  ],
  exitCodes: [66, 69, 73, 75, 77],
  examples: [
    { text: "For phones on this network", line: "sluice share holiday --lan" },
    {
      text: "One encrypted download",
      line: "sluice share a.iso --lan --once --tls",
    },
    {
      text: "For ten minutes, with a password",
      line: "sluice share slides.pdf --lan --password --expire 10m",
    },
    {
      text: "For LocalSend devices too, which must know a PIN",
      line: "sluice share holiday --lan --localsend --pin 481516",
    },
    {
      text: "At a fixed address, for scripts here",
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
