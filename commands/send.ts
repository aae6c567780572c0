/** `sluice send`. @module */

import type { Command, Context, ParsedArguments } from "../lib/cli/command.ts";
import { CallerError } from "../lib/errors.ts";
import {
  checkMeeting,
  dialFlag,
  limitFlag,
  listenFlag,
  plainFlag,
  retryFlag,
} from "./parts/endpoint.ts";
import { interfaceFlag, secretFlags, sharedSecret, wordsFlag } from "./parts/secret.ts";

/** Sends files and folders. */
export const send: Command = {
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
    "send PATH... --listen [HOST:PORT] [--plain]",
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
    listenFlag,
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
    {
      name: "exclude",
      value: "string",
      placeholder: "GLOB",
      repeatable: true,
      summary: "leave out files and folders that match, as in a .gitignore",
    },
    {
      name: "include",
      value: "string",
      placeholder: "GLOB",
      repeatable: true,
      summary: "send only files that match one of these",
    },
    { name: "gitignore", summary: "leave out what the folders' own .gitignore files leave out" },
    { name: "keep", summary: "with --listen: serve every receiver that comes, until Ctrl-C" },
    retryFlag,
    limitFlag,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "sys", "env"],
  loadsWorker: true,
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
  run: runSend,
};

async function runSend(args: ParsedArguments, context: Context): Promise<number> {
  checkMeeting(args, "to", "send");
  checkSource(args);
  const secret = await sharedSecret(args, context);
  if (args.has("keep") && !args.has("plain") && secret === undefined) {
    throw new CallerError(
      "usage",
      "send: a code is for one receiver; --keep goes with --plain or --secret-file",
    );
  }
  const { confined } = await import("./parts/confined.ts");
  const { rootsOf } = await import("../lib/file/source/roots.ts");
  const roots = args.positionals.includes("-") ? [] : rootsOf(args.positionals);
  const rights = {
    net: true,
    read: roots.map((root) => root.source),
    write: [],
    sys: systemFacts(args),
  };
  return await confined({ command: "send", roots, secret }, rights, args, context);
}

/** To be found, a sender has to know which networks there are. */
function systemFacts(args: ParsedArguments): "networkInterfaces"[] {
  const isAlone = args.value("to") === undefined && args.value("listen") === undefined;
  return isAlone ? ["networkInterfaces"] : [];
}

/** Flags that do not go with each other. */
function checkSource(args: ParsedArguments): void {
  const misuse = (what: string) => new CallerError("usage", `send: ${what}; see: sluice help send`);
  const name = args.value("name");
  const piped = args.positionals.includes("-");
  if (args.has("keep") && args.value("listen") === undefined) {
    throw misuse("--keep goes with --listen");
  }
  if (!piped && name !== undefined) throw misuse("--name goes with standard input, sent as -");
  if (!piped) return;
  if (args.positionals.length > 1 || args.has("keep")) {
    throw misuse("standard input (-) is sent alone, and once");
  }
  if (name === undefined || name === "" || name.includes("/")) {
    throw misuse("standard input needs a name to arrive under: --name NAME");
  }
}
