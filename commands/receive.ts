/** `sluice receive`. @module */

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
import { acceptNameFlag } from "./parts/accept_name.ts";
import { ifExistsFlag } from "./parts/if_exists.ts";
import { namesFlag } from "./parts/names.ts";
import { interfaceFlag, secretFlags, sharedSecret } from "./parts/secret.ts";

/** Receives files and folders. */
export const receive: Command = {
  name: "receive",
  summary: "Receive files and folders from the machine next to you",
  description:
    `Asks for the code that sluice send has printed, finds the sender on the local network, and \
receives encrypted. A code is read in any case, with blanks or dashes, and the first letters of its \
words are enough.

Shows what is offered and asks before anything is stored. What comes is gathered in \
a private folder inside the destination, verified with its digest, and only then put under its final \
name; nothing that exists is touched unless --if-exists says so, or you do when you are asked on a \
terminal. Standard output is a list of digests \
that sha256sum -c understands.

Interrupted transfers resume: the same command goes on with a sender that still retries, also with \
the same code and after this program was killed. Where the sender was restarted, its new code does. \
While this side cannot accept (a name exists, too little space), the code is kept and works again. \
Without a terminal, --yes is needed before a code is used.

A file that cannot be stored fails alone, for example because the disk cannot hold its name: both sides \
name it, everything else arrives, and the exit code is 1. Where the transfer as a whole fails, for \
example because the disk is full, nothing is put in place and nothing is replaced; on FAT and exFAT it \
names the files that it had replaced, if any.`,
  usage: [
    "receive [CODE] [--into DIR]",
    "receive [CODE] --from HOST[:PORT] [--plain] [--into DIR]",
    "receive [CODE] --listen [HOST:PORT] [--plain] [--into DIR] [--once]",
    "receive --list-partial | --discard-partial [DIR]",
  ],
  positionals: [{
    name: "CODE",
    summary: "what the sender shows; with --list-partial and --discard-partial: a folder",
    max: 13,
  }],
  flags: [
    dialFlag("from", "sender"),
    listenFlag,
    plainFlag,
    ...secretFlags,
    interfaceFlag,
    {
      name: "into",
      value: "directory",
      placeholder: "DIR",
      default: ".",
      summary: "where to store; made if it is not there",
    },
    { name: "yes", short: "y", summary: "agree to every offer without asking" },
    acceptNameFlag,
    { name: "once", summary: "end after the first connection" },
    ifExistsFlag,
    namesFlag,
    { name: "no-resume", summary: "neither go on with an unfinished transfer nor leave one" },
    {
      name: "refuse-digest",
      value: "choice",
      choices: ["sha256", "sha512", "sha1", "md5"],
      placeholder: "NAME",
      repeatable: true,
      summary: "do not accept files verified with this",
    },
    {
      name: "stdout",
      summary: "write the one file that is offered to standard output, escaped on a terminal",
    },
    { name: "list-partial", summary: "list the unfinished transfers in DIR, and end" },
    { name: "discard-partial", summary: "remove the unfinished transfers in DIR, and end" },
    retryFlag,
    limitFlag,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write", "sys", "env"],
  loadsWorker: true,
  permissionFlags: [
    "--allow-net=HOST:PORT",
    "--allow-read=DIR",
    "--allow-write=DIR",
    "--allow-sys=uid,networkInterfaces,statfs",
    "--allow-env=SLUICE_SECRET",
  ],
  examples: [
    { text: "From a sender that shows a code:", line: "sluice receive 7-orbit-lemon" },
    {
      text: "Wait for one sender on this network:",
      line: "sluice receive --listen :7584 --plain --once",
    },
    {
      text: "From a sender that waits with send --listen:",
      line: "sluice receive --from 192.0.2.8 --plain",
    },
    {
      text: "Into another program:",
      line: "sluice receive --from 192.0.2.8 --plain --yes --stdout | tar x",
    },
    {
      text: "Unattended, then check again:",
      line: "sluice receive --listen :7584 --plain --yes --into inbox --once > SHA256SUMS",
    },
  ],
  run: runReceive,
};

async function runReceive(args: ParsedArguments, context: Context): Promise<number> {
  const { confined } = await import("./parts/confined.ts");
  const discard = args.has("discard-partial");
  if (args.has("list-partial") || discard) {
    const { existingFolder } = await import("../lib/file/existing_folder.ts");
    const into = existingFolder(args.positionals[0] ?? args.value("into") ?? ".", "look into");
    const rights = {
      net: false,
      read: [into],
      write: discard ? [into] : [],
      sys: ["uid"] as const,
    };
    return await confined({ command: "partial", into }, rights, args, context);
  }
  // What is wrong with the command line is to be said before a folder is made.
  checkMeeting(args, "from", "receive");
  const secret = await sharedSecret(args, context);
  if (args.positionals.length > 0) await checkCode(args, secret);
  if (args.has("stdout")) {
    if (context.terminal.json) {
      throw new CallerError("usage", "receive: --stdout and --json both want standard output");
    }
    const rights = { net: true, read: [], write: [], sys: ["networkInterfaces"] as const };
    return await confined({ command: "receive", into: "", secret }, rights, args, context);
  }
  const { openDestination } = await import("../lib/file/destination.ts");
  const into = openDestination(args.value("into") ?? ".");
  const sys = ["uid", "networkInterfaces", "statfs"] as const;
  const rights = { net: true, read: [into], write: [into], sys };
  return await confined({ command: "receive", into, secret }, rights, args, context);
}

/** A code that is none, or not wanted, is to be said at once. */
async function checkCode(args: ParsedArguments, secret: Uint8Array | undefined): Promise<void> {
  if (args.has("plain") || secret !== undefined) {
    const what = args.has("plain") ? "--plain" : "a shared secret";
    throw new CallerError(
      "usage",
      `receive: no code with ${what}; --into DIR says where to store; see: sluice help receive`,
    );
  }
  const { codeOf } = await import("./parts/code_entry.ts");
  codeOf(args.positionals);
}
