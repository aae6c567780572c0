/** `sluice drop`. @module */

import type { Command } from "../../lib/cli/command.ts";
import { acceptNameFlag } from "../flags/accept_name.ts";
import { ifStoredExistsFlag } from "../flags/if_exists.ts";
import { SIZE_UNITS } from "../flags/size_units.ts";
import { webFlags } from "../flags/web.ts";
import type { DropOptions } from "./options.ts";
import {
  CERTIFICATE_FILES,
  EARLIER_RUNS,
  SECRET_VARIABLE,
  TOKEN_FILES,
} from "../flags/permissions.ts";

/** Receives files from browsers. */
export const drop: Command<DropOptions> = {
  name: "drop",
  group: "Browser",
  summary: "Take files from browsers and curl into a folder",
  description:
    `Shows an address, and on a terminal its QR code. Clients that have it can send files and folders with a \
browser or with curl -T, and can list nothing. Each file is stored in a private folder inside DIR, verified, \
and then moved to its final name, by the same rules as with receive; where the name exists, it becomes \
"name (1)", unless --if-exists says otherwise. Interrupted transfers resume. A text that a client sends with \
the page or with curl -d text=TEXT is shown on standard error, and not stored. Standard output is a list of digests for \
sha256sum -c. The server is reachable from this machine only; --lan, or --listen with an address, changes \
that.`,
  usage: ["drop [DIR] [--lan [NAME] | --listen [ADDR]] [--once] [--tls]"],
  positionals: [{
    name: "DIR",
    summary: "folder to store in, created if missing (default .)",
    value: "directory",
  }],
  flags: [
    ...webFlags("drop"),
    {
      name: "max-size",
      value: "size",
      placeholder: "SIZE",
      summary: "reject files larger than this: 100MiB, 2G",
      details: SIZE_UNITS,
    },
    ifStoredExistsFlag,
    acceptNameFlag,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write", "sys", "env"],
  permissionFlags: [
    "--allow-net=HOST:PORT",
    "--allow-read=DIR",
    "--allow-write=DIR",
    "--allow-sys=hostname",
  ],
  permissionCases: [
    { when: "--lan", flags: ["--allow-net", "--allow-sys=networkInterfaces"] },
    EARLIER_RUNS,
    SECRET_VARIABLE,
    { when: "the refusal of a whole home folder", flags: ["--allow-env=HOME"] },
    CERTIFICATE_FILES,
    TOKEN_FILES,
  ],
  exitCodes: [66, 69, 73, 75, 77],
  files: [{
    path: "DIR/.sluice-*",
    text: "The staging folder of an unfinished upload, for this user only. sluice receive " +
      "--discard-partial DIR removes it.",
  }, {
    path: "DIR/.sluice-token",
    text:
      "The secret of the address, for this user only, so that the address stays the same. Not made " +
      "with --once, --password, --no-token or --token-file; remove it for a new address.",
  }],
  examples: [
    { text: "From phones on this network", line: "sluice drop inbox --lan" },
    {
      text: "At most one file of each name, of a limited size",
      line: "sluice drop homework --lan --if-exists refuse --max-size 100M",
    },
    {
      text: "One encrypted upload",
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
