/** `sluice send`. @module */

import type { Command, Rights } from "../../lib/cli/command.ts";
import { DEFAULT_PORT } from "../../lib/limits.ts";
import { dialFlag, interfaceFlag, plainFlag } from "../flags/addressing.ts";
import { listenFlag, PATH_ARGUMENT } from "../flags/listen.ts";
import { selectionFlags } from "../flags/selection.ts";
import { secretFlags, wordsFlag } from "../flags/secret.ts";
import { limitFlag, retryFlag } from "../flags/transfer.ts";
import type { SendOptions } from "./options.ts";

/** Sends files and folders. */
export const send: Command<SendOptions> = {
  name: "send",
  summary: "Send files and folders to the machine next to you",
  description:
    `Prints a code and waits; sluice receive on the other machine asks for it, finds this \
one on the local network, and both prove to each other that they know it before anything is said of what \
is sent. Everything after that is encrypted. A code is for one transfer, and three wrong guesses end \
it. A receiver that was killed, or could not accept and was not dialled with --to, enters the same code \
again.

Every path arrives under its own name in the receiver's folder, a folder with \
everything in it, as with cp -r. The files are read once: a digest is computed while they are sent, \
and the receiver holds it against what it has stored. "Sent" means that the receiver has said so.`,
  usage: [
    "send PATH...",
    "send PATH... --to HOST[:PORT] [--plain]",
    "send PATH... --listen [ADDR] [--plain]",
  ],
  positionals: [{
    name: "PATH",
    summary: "a file or folder; - is standard input",
    min: 1,
    max: Infinity,
    value: "path",
  }],
  flags: [
    dialFlag("to", "receiver"),
    listenFlag(DEFAULT_PORT, PATH_ARGUMENT),
    plainFlag,
    wordsFlag,
    ...secretFlags,
    interfaceFlag,
    {
      name: "digest",
      value: "choice",
      choices: ["sha256", "sha512", "sha1", "md5"],
      placeholder: "NAME",
      default: "sha256",
      summary: "what every file is verified with",
    },
    {
      name: "symlinks",
      value: "choice",
      choices: ["skip", "keep", "follow"],
      placeholder: "HOW",
      default: "skip",
      summary: "what becomes of symbolic links in a folder",
    },
    {
      name: "name",
      value: "string",
      placeholder: "NAME",
      summary: "what standard input, sent as -, is called",
    },
    ...selectionFlags,
    { name: "keep", summary: "with --listen: serve every receiver that comes, until Ctrl-C" },
    retryFlag,
    limitFlag,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "sys", "env"],
  permissionFlags: [
    "--allow-net=HOST:PORT",
    "--allow-read=PATH",
    "--allow-sys=networkInterfaces",
    "--allow-env=SLUICE_SECRET",
  ],
  examples: [
    { text: "Print a code, and wait for who enters it:", line: "sluice send holiday" },
    {
      text: "A folder to a machine that waits with receive --listen:",
      line: "sluice send holiday --to 192.0.2.7 --plain",
    },
    { text: "Wait for a receiver to come:", line: "sluice send a.iso --listen :7584 --plain" },
    {
      text: "A name that begins with a dash:",
      line: "sluice send --to 192.0.2.7 --plain -- -odd.txt",
    },
  ],
  async plan(args, context) {
    const { sendOptions } = await import("./options.ts");
    const input = await sendOptions(args, context);
    const rights: Rights = {
      net: true,
      read: "roots" in input.source ? input.source.roots.map(({ source }) => source) : [],
      write: [],
      // To announce, and to show the addresses of this machine beside a code.
      sys: input.endpoint?.how === "dial" ? [] : ["networkInterfaces"],
    };
    return { input, rights };
  },
  async run(input, context) {
    return await (await import("./run.ts")).runSend(input, context);
  },
};
