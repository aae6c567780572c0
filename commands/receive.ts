/** `sluice receive`. @module */

import type { Command, Context, ParsedArguments } from "../lib/cli/command.ts";
import { CallerError } from "../lib/errors.ts";
import {
  dialFlag,
  endpointOf,
  limitFlag,
  listenFlag,
  plainFlag,
  retryFlag,
} from "./parts/endpoint.ts";

/** Receives files and folders. */
export const receive: Command = {
  name: "receive",
  summary: "Receive files and folders from the machine next to you",
  description:
    `Shows what is offered and asks before anything is stored. What comes is gathered in \
a private folder inside the destination, verified with its digest, and only then put under its final \
name; nothing that exists is touched unless --if-exists says so. Standard output is a list of digests \
that sha256sum -c understands. A transfer that breaks off is gone on with the next time.`,
  usage: [
    "receive --listen [HOST:PORT] --plain [--into DIR] [--once]",
    "receive --from HOST[:PORT] --plain [--into DIR]",
    "receive --list-partial | --discard-partial [DIR]",
  ],
  positionals: [{
    name: "DIR",
    summary: "with --list-partial and --discard-partial",
    value: "directory",
  }],
  flags: [
    dialFlag("from", "sender"),
    listenFlag,
    plainFlag,
    {
      name: "into",
      value: "directory",
      placeholder: "DIR",
      default: ".",
      summary: "where to store; made if it is not there",
    },
    { name: "yes", short: "y", summary: "agree to every offer without asking" },
    { name: "once", summary: "end after the first connection" },
    {
      name: "if-exists",
      value: "choice",
      choices: ["refuse", "skip", "rename", "overwrite", "update"],
      placeholder: "HOW",
      default: "refuse",
      summary: "what to do with names that exist; update: replace if newer or of another size",
    },
    { name: "no-resume", summary: "neither go on with an unfinished transfer nor leave one" },
    {
      name: "refuse-digest",
      value: "choice",
      choices: ["sha256", "sha512", "sha1", "md5"],
      placeholder: "NAME",
      repeatable: true,
      summary: "do not accept files verified with this",
    },
    { name: "stdout", summary: "write the one file that is offered to standard output instead" },
    { name: "list-partial", summary: "list the unfinished transfers in DIR, and end" },
    { name: "discard-partial", summary: "remove the unfinished transfers in DIR, and end" },
    retryFlag,
    limitFlag,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write", "sys"],
  permissionFlags: [
    "--allow-net=HOST:PORT",
    "--allow-read=DIR",
    "--allow-write=DIR",
    "--allow-sys=uid",
  ],
  examples: [
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
    const { existingFolder } = await import("../lib/file/destination.ts");
    const into = existingFolder(args.positionals[0] ?? args.value("into") ?? ".");
    const rights = {
      net: false,
      read: [into],
      write: discard ? [into] : [],
      sys: ["uid"] as const,
    };
    return await confined({ command: "partial", into }, rights, args, context);
  }
  if (args.positionals.length > 0) {
    throw new CallerError(
      "usage",
      "receive: no words here; --into DIR says where to store; see: sluice help receive",
    );
  }
  // What is wrong with the command line is to be said before a folder is made.
  endpointOf(args, "from", "receive");
  if (args.has("stdout")) {
    if (context.terminal.json) {
      throw new CallerError("usage", "receive: --stdout and --json both want standard output");
    }
    const rights = { net: true, read: [], write: [], sys: [] };
    return await confined({ command: "receive", into: "" }, rights, args, context);
  }
  const { openDestination } = await import("../lib/file/destination.ts");
  const into = openDestination(args.value("into") ?? ".");
  const rights = { net: true, read: [into], write: [into], sys: ["uid"] as const };
  return await confined({ command: "receive", into }, rights, args, context);
}
