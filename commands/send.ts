/** `sluice send`. @module */

import type { Command, Context, ParsedArguments } from "../lib/cli/command.ts";
import {
  announce,
  dialFlag,
  endpointOf,
  listenAt,
  listenFlag,
  plainFlag,
} from "./parts/endpoint.ts";

/** Sends files and folders. */
export const send: Command = {
  name: "send",
  summary: "Send files and folders to the machine next to you",
  description: `Every path arrives under its own name in the receiver's folder, a folder with \
everything in it, as with cp -r. The files are read once: a digest is computed while they are sent, \
and the receiver holds it against what it has stored. "Sent" means that the receiver has said so.`,
  usage: ["send PATH... --to HOST[:PORT] --plain", "send PATH... --listen [HOST:PORT] --plain"],
  positionals: [{
    name: "PATH",
    summary: "a file or folder",
    min: 1,
    max: Infinity,
    value: "path",
  }],
  flags: [
    dialFlag("to", "receiver"),
    listenFlag,
    plainFlag,
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
      name: "limit",
      value: "rate",
      placeholder: "RATE",
      summary: "send at most this much a second: 10M, 800k",
    },
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read"],
  permissionFlags: ["--allow-net=HOST:PORT", "--allow-read=PATH"],
  examples: [
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
  const { terminal, signal } = context;
  const endpoint = endpointOf(args, "to", send);
  const { rootsOf } = await import("../lib/file/walk.ts");
  const { narrowPermissions } = await import("../lib/file/narrow_permissions.ts");
  const { prepareOffer } = await import("../lib/transfer/offer.ts");
  const { sendSession } = await import("../lib/transfer/send_session.ts");
  const { digestNamed } = await import("../lib/digest/all.ts");
  const { dial } = await import("../lib/socket/dial.ts");
  const { TransferView } = await import("./parts/transfer_view.ts");

  const roots = rootsOf(args.positionals);
  narrowPermissions({ read: roots.map((root) => root.source), write: [] });
  const digest = digestNamed(args.value("digest") ?? "sha256")!;
  const symlinks = (args.value("symlinks") ?? "skip") as "skip" | "keep" | "follow";
  const limit = args.value("limit");
  const { RateLimit } = await import("../lib/transfer/rate_limit.ts");
  const { parseRate } = await import("../lib/cli/rate.ts");

  const connect = async () => {
    if (endpoint.how === "dial") return await dial(endpoint.address, { signal });
    const listener = await listenAt(endpoint.address);
    await announce(listener, endpoint.address, terminal);
    const stop = () => listener.close();
    signal.addEventListener("abort", stop);
    const connection = await listener.accept();
    signal.removeEventListener("abort", stop);
    listener.close();
    signal.throwIfAborted();
    return connection!;
  };
  const connection = await connect();
  const view = new TransferView(terminal, "sent");
  const transfer = view.add();
  const prepared = prepareOffer(roots, digest, { symlinks });
  await terminal.event({
    event: "offered",
    ...prepared.offer,
    digest: digest.name,
    peer: connection.remoteAddr,
  });
  try {
    const summary = await sendSession(connection, prepared, {
      signal,
      digest,
      state: transfer.state,
      onEvent: transfer.onEvent,
      onAccepted: () => {
        void terminal.event({ event: "accepted", peer: connection.remoteAddr });
        transfer.start();
      },
      ...limit !== undefined && { limit: new RateLimit(parseRate(limit)) },
    });
    await transfer.finish(summary);
    return summary.failed > 0 ? 1 : 0;
  } finally {
    transfer.stop();
  }
}
