/** `sluice receive`. @module */

import type { Command, Context, Plan } from "../../lib/cli/command.ts";
import { acceptNameFlag } from "../flags/accept_name.ts";
import { DEFAULT_PORT } from "../../lib/limits.ts";
import { dialFlag, interfaceFlag, plainFlag } from "../flags/addressing.ts";
import { CODE_ARGUMENT, codeFlag } from "../flags/code.ts";
import { ifExistsFlag } from "../flags/if_exists.ts";
import { listenFlag } from "../flags/listen.ts";
import { namesFlag } from "../flags/names.ts";
import { secretFlags } from "../flags/secret.ts";
import { aliasFlag, pinFlag } from "../flags/localsend_flags.ts";
import { limitFlag, retryFlag } from "../flags/transfer.ts";
import type { ReceiveInput } from "./options.ts";
import { CODE, EARLIER_RUNS, SECRET_VARIABLE, UNIX_SOCKET } from "../flags/permissions.ts";

/** Receives files and folders. */
export const receive: Command<ReceiveInput> = {
  name: "receive",
  group: "Transfer",
  summary: "Receive files and folders from another machine",
  description:
    `Asks for the code that sluice send has printed, finds the sender on the local network, and receives \
encrypted. A code is read in any case, with spaces or dashes, and the first letters of its words are enough.

Shows what is offered and asks before anything is stored. Files are gathered in a private folder inside \
the destination, verified by their digests, and only then moved to their final names. Nothing that exists is \
replaced unless --if-exists says so, or you agree when asked on a terminal. Standard output is a list of \
digests that sha256sum -c understands.

A text (send --text) is printed to standard output, and nothing is stored: unchanged to a file or a pipe, with \
control characters escaped on a terminal. With --plain the user is asked before. A receiver of many senders \
whose standard output is not a terminal prints texts to standard error, apart from the digests.

Interrupted transfers resume: repeat the same command while the sender still retries, also with the same \
code and after this program was killed. If the sender was restarted, use its new code. While this side \
cannot accept (a name exists, too little space), the code stays valid. Without a terminal, --yes is needed \
before a code is used.

A file that cannot be stored fails alone, for example because the disk cannot hold its name: both sides \
name it, everything else arrives, and the exit code is 1. If the transfer as a whole fails, for example \
because the disk is full, nothing gets its final name and nothing is replaced; on FAT and exFAT the files \
that were replaced before are named.

With --localsend, devices with the LocalSend app see this machine in their list, and send to it. Each file is \
verified, stored and acknowledged by itself, and digests are SHA-256. The app's encryption protects from \
listeners only: a sender's name, model and fingerprint are what it claims, and a PIN is a weak secret. A name \
that comes with another fingerprint than before is pointed out. Nothing is resumed.`,
  usage: [
    "receive [CODE] [--into DIR]",
    "receive [CODE] --from HOST[:PORT] [--plain] [--into DIR]",
    "receive [CODE] --listen [ADDR] [--plain] [--into DIR] [--once]",
    "receive --localsend [--pin PIN] [--alias NAME] [--into DIR] [--once]",
    "receive --list-partial | --discard-partial [DIR]",
  ],
  positionals: [{
    name: "CODE",
    summary: "the code that the sender shows, or DIR to list or discard",
    // Twelve words after the number, and "sluice receive" before it.
    max: 15,
    value: "code",
  }],
  flags: [
    dialFlag("from", "sender"),
    listenFlag(DEFAULT_PORT, CODE_ARGUMENT),
    plainFlag,
    codeFlag,
    ...secretFlags,
    interfaceFlag,
    {
      name: "into",
      value: "directory",
      placeholder: "DIR",
      default: ".",
      summary: "folder to store in, created if missing",
    },
    { name: "yes", short: "y", summary: "accept offers without asking; see --accept-name" },
    acceptNameFlag,
    { name: "once", summary: "end after the first connection" },
    ifExistsFlag,
    namesFlag,
    { name: "no-resume", summary: "neither resume an unfinished transfer nor leave one" },
    {
      name: "refuse-digest",
      value: "choice",
      choices: ["sha256", "sha512", "sha1", "md5"],
      placeholder: "NAME",
      repeatable: true,
      summary: "reject sha256, sha512, sha1 or md5",
      details: "Offers whose files are verified with that digest are declined.",
    },
    {
      name: "stdout",
      summary: "write the single file offered to standard output",
      details: "Control characters are escaped on a terminal.",
    },
    { name: "digests", summary: "list the digests on a terminal as well" },
    { name: "list-partial", summary: "list the unfinished transfers in DIR" },
    { name: "discard-partial", summary: "remove the unfinished transfers in DIR" },
    retryFlag,
    limitFlag,
    { name: "localsend", summary: "receive from LocalSend apps, on phones for example" },
    pinFlag,
    aliasFlag,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write", "sys", "env"],
  permissionFlags: ["--allow-net=HOST:PORT", "--allow-read=DIR", "--allow-write=DIR"],
  permissionCases: [
    CODE,
    { when: "--secret-file FILE", flags: ["--allow-read=FILE"] },
    SECRET_VARIABLE,
    UNIX_SOCKET,
    EARLIER_RUNS,
    { when: "a check of the free space", flags: ["--allow-sys=statfs"] },
    { when: "symbolic links in what is received", flags: ["--allow-read", "--allow-write"] },
    { when: "--localsend", flags: ["--allow-net", "--allow-sys=networkInterfaces"] },
    {
      when: "what --localsend remembers, in STATE",
      flags: ["--allow-env=HOME,XDG_STATE_HOME", "--allow-read=STATE", "--allow-write=STATE"],
    },
  ],
  exitCodes: [1, 65, 66, 68, 69, 73, 75, 77, 79, 80, 83],
  files: [{
    path: "DIR/.sluice-*",
    text:
      "The staging folder of an unfinished transfer, for this user only. It is removed when the " +
      "transfer is done; --list-partial lists what is left, and --discard-partial removes it.",
  }, {
    path: "~/.local/state/sluice/localsend",
    text:
      "With --localsend: the certificate of this machine, and the names and fingerprints of devices " +
      "that were accepted, for this user only. XDG_STATE_HOME moves it.",
  }],
  examples: [
    { text: "With the code that send shows", line: "sluice receive 7-orbit-lemon" },
    {
      text: "Wait for one sender",
      line: "sluice receive --listen :7584 --plain --once",
    },
    {
      text: "From a waiting send --listen",
      line: "sluice receive --from 192.0.2.8 --plain",
    },
    {
      text: "Into another program",
      line: "sluice receive --from 192.0.2.8 --plain --yes --stdout | tar x",
    },
    {
      text: "Unattended, with a list of digests",
      line: "sluice receive --listen :7584 --plain --yes --into inbox --once > SHA256SUMS",
    },
  ],
  async plan(args, context) {
    const { receiveInput } = await import("./options.ts");
    const input = await receiveInput(args, context);
    return { input, ...await planFor(input, context) };
  },
  async run(input, context) {
    return await (await import("./run.ts")).runReceive(input, context);
  },
};

async function planFor(
  input: ReceiveInput,
  { terminal }: Context,
): Promise<Omit<Plan<unknown>, "input">> {
  const { into } = input;
  if (input.kind === "localsend") {
    const { dirname } = await import("node:path");
    // The devices that are remembered.
    const kept = input.knownFile === undefined ? [] : [dirname(input.knownFile)];
    const paths = [into, ...kept];
    const sys = ["uid", "networkInterfaces", "statfs"] as const;
    return { rights: { net: true, read: paths, write: paths, sys } };
  }
  if (input.kind === "partial") {
    const write = input.discard ? [into] : [];
    return { rights: { net: false, read: [into], write, sys: ["uid"] } };
  }
  const { socketPaths } = await import("../sandbox/socket_paths.ts");
  const sockets = socketPaths(input.endpoint?.address);
  if (into === "") {
    return { rights: { net: true, read: sockets, write: sockets, sys: ["networkInterfaces"] } };
  }
  const { IF_EXISTS } = await import("../../lib/file/if_exists.ts");
  // If the user is asked, the answer may be any policy.
  const asks = terminal.interactive && input.ifExists === undefined && !input.yes;
  return {
    rights: {
      net: true,
      read: [into, ...sockets],
      write: [into, ...sockets],
      sys: ["uid", "networkInterfaces", "statfs"],
    },
    links: { into, policies: asks ? IF_EXISTS : [input.ifExists ?? "refuse"] },
  };
}
