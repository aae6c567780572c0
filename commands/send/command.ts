/** `sluice send`. @module */

import type { Command, Rights } from "../../lib/cli/command.ts";
import { DEFAULT_PORT } from "../../lib/limits.ts";
import { dialFlag, interfaceFlag, plainFlag } from "../flags/addressing.ts";
import { listenFlag, PATH_ARGUMENT } from "../flags/listen.ts";
import { selectionFlags } from "../flags/selection.ts";
import { secretFlags, wordsFlag } from "../flags/secret.ts";
import { textFlag } from "../flags/text.ts";
import { limitFlag, retryFlag } from "../flags/transfer.ts";
import { aliasFlag, receiverPinFlag } from "../flags/localsend_flags.ts";
import { localSendTargetFlag } from "../flags/localsend_target.ts";
import type { LocalSendOptions } from "./localsend_options.ts";
import type { SendOptions } from "./options.ts";
import {
  CODE,
  LOCALSEND,
  LOCALSEND_STATE,
  SECRET_VARIABLE,
  UNIX_SOCKET,
} from "../flags/permissions.ts";

/** Sends files, folders, and texts. */
export const send: Command<SendOptions | LocalSendOptions> = {
  name: "send",
  group: "Transfer",
  summary: "Send files and folders to another machine",
  description:
    `Prints a code and waits. sluice receive on the other machine asks for the code, finds this machine on \
the local network, and both prove to each other that they know the code before anything about the files \
is sent. Everything after that is encrypted. A code is for one transfer, and three wrong guesses end it. A \
receiver that was killed, or that could not accept, enters the same code again; not if it was dialled \
with --to.

Every path arrives under its own name in the folder of the receiver, a folder with everything in it, as with \
cp -r. Files are read once: their digests are computed while they are sent, and the receiver compares them \
with what it has stored. "Sent" means that the receiver has confirmed this.

--text sends a short text instead, such as a link or a password. The receiver prints it and stores nothing.

--localsend sends to a phone or computer with the LocalSend app, or to receive --localsend. Its certificate is compared with the announced fingerprint before anything is sent, and a device whose fingerprint is not the one it had before causes a warning; nothing else proves who it is, so compare the fingerprint that is shown. Empty folders and symbolic links cannot be sent, and an interrupted file starts over. "Sent" means that the device has answered that it has the file; only devices with version 2.2 of the protocol verify it, and only if all files together have at most 256 MiB, so that computing their digests before takes little time.`,
  usage: [
    "send PATH... | --text TEXT",
    "send PATH... --to HOST[:PORT] | --listen [ADDR] [--plain]",
    "send PATH... --localsend [NAME|ADDR] [--pin PIN] [--alias NAME]",
  ],
  positionals: [{
    name: "PATH",
    summary: "a file or folder; - is standard input",
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
      summary: "verify with sha256 (default), sha512, sha1 or md5",
      details: "The receiver compares the digest of every file with its own.",
    },
    {
      name: "symlinks",
      value: "choice",
      choices: ["skip", "keep", "follow"],
      placeholder: "HOW",
      default: "skip",
      summary: "symbolic links: skip (default), keep or follow",
    },
    {
      name: "name",
      value: "string",
      placeholder: "NAME",
      summary: "file name for standard input, if PATH is -",
    },
    textFlag("send a text instead of files; - is standard input"),
    ...selectionFlags,
    { name: "keep", summary: "with --listen: serve one receiver after the other" },
    retryFlag,
    limitFlag,
    localSendTargetFlag,
    receiverPinFlag,
    aliasFlag,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  // To write is for Unix sockets, and given up where there is none.
  permissions: ["net", "read", "write", "sys", "env"],
  permissionFlags: ["--allow-net=HOST:PORT", "--allow-read=PATH"],
  permissionCases: [
    CODE,
    { when: "--secret-file FILE", flags: ["--allow-read=FILE"] },
    SECRET_VARIABLE,
    UNIX_SOCKET,
    LOCALSEND,
    LOCALSEND_STATE,
  ],
  exitCodes: [1, 65, 66, 68, 69, 73, 75, 77, 79, 80, 83],
  files: [{
    path: ".gitignore",
    text: "In the folders that are sent: what to leave out, with --gitignore.",
  }, {
    path: "~/.local/state/sluice/localsend",
    text: "With --localsend, for this user only: the certificate of this machine, and the " +
      "fingerprints of the devices that something was sent to. XDG_STATE_HOME moves it.",
  }],
  examples: [
    { text: "Print a code and wait", line: "sluice send holiday" },
    {
      text: "To a waiting receive --listen",
      line: "sluice send holiday --to 192.0.2.7 --plain",
    },
    { text: "A link", line: "sluice send --text https://example.org/" },
    { text: "Wait for a receiver", line: "sluice send a.iso --listen :7584 --plain" },
    { text: "To a phone with the LocalSend app", line: "sluice send photos --localsend" },
    {
      text: "To a LocalSend device of a known name",
      line: 'sluice send a.pdf --localsend="Anna\'s phone"',
    },
    {
      text: "A name that starts with a dash",
      line: "sluice send --to 192.0.2.7 --plain -- -odd.txt",
    },
  ],
  async plan(args, context) {
    if (args.has("localsend")) {
      const { localSendOptions, localSendRights } = await import("./localsend_options.ts");
      const input = await localSendOptions(args, context);
      return { input, rights: localSendRights(input) };
    }
    const { sendOptions } = await import("./options.ts");
    const { socketPaths } = await import("../sandbox/socket_paths.ts");
    const input = await sendOptions(args, context);
    const sockets = socketPaths(input.endpoint?.address);
    if (sockets.length === 0) {
      const { giveUpPermissions } = await import("../../lib/cli/give_up_permissions.ts");
      giveUpPermissions(["net", "read", "sys", "env", "import"], Deno.permissions);
    }
    const roots = "roots" in input.source ? input.source.roots : [];
    const rights: Rights = {
      net: true,
      read: [...roots.map(({ source }) => source), ...sockets],
      write: sockets,
      // To announce, and to show the addresses of this machine beside a code.
      sys: input.endpoint?.how === "dial" ? [] : ["networkInterfaces"],
    };
    return { input, rights };
  },
  async run(input, context) {
    if ("target" in input) {
      return await (await import("./run_localsend.ts")).runLocalSend(input, context);
    }
    return await (await import("./run.ts")).runSend(input, context);
  },
};
