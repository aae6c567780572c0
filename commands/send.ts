/** `sluice send`. @module */

import type { Command, Context, ParsedArguments } from "../lib/cli/command.ts";
import { CallerError } from "../lib/errors.ts";
import type { WalkOptions } from "../lib/file/walk.ts";
import type { Duplex } from "../lib/socket/duplex.ts";
import type { PreparedOffer } from "../lib/transfer/offer.ts";
import {
  announce,
  dialFlag,
  endpointOf,
  limitFlag,
  limitOption,
  listenAt,
  listenFlag,
  plainFlag,
  retryFlag,
  retryTime,
} from "./parts/endpoint.ts";
import type { TransferView } from "./parts/transfer_view.ts";

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
    summary: "a file or folder; - is standard input",
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
  const prepare = await source(args, context);
  const { dial } = await import("../lib/socket/dial.ts");
  const { TransferView } = await import("./parts/transfer_view.ts");
  const { acceptUntil, serveAll } = await import("./parts/serve_all.ts");
  const { withRetry } = await import("./parts/retry.ts");
  const view = new TransferView(terminal, "sent");
  const sendOne = await sender(args, context, view, prepare.next);
  // What came through a pipe has gone with the connection.
  const time = prepare.again ? await retryTime(args) : 0;
  const onLost = (error: Error) => view.lost(error, time);

  if (endpoint.how === "dial") {
    return await withRetry(async (attempt) => {
      const connection = await dial(endpoint.address, { signal: attempt.deadline });
      return await sendOne(connection, "", () => attempt.agreed = true);
    }, { time, signal, onLost });
  }
  const listener = await listenAt(endpoint.address);
  const close = () => listener.close();
  signal.addEventListener("abort", close);
  await announce(listener, endpoint.address, terminal);
  try {
    if (args.has("keep")) {
      return await serveAll(
        listener,
        (connection) => sendOne(connection, connection.remoteAddr),
        context,
      );
    }
    return await withRetry(async (attempt) => {
      const connection = await acceptUntil(listener, attempt.deadline);
      return await sendOne(connection, "", () => attempt.agreed = true);
    }, { time, signal, onLost });
  } finally {
    close();
  }
}

/** What is to be sent, made anew for each receiver and each attempt. */
interface Source {
  /** The next offer. */
  next: () => PreparedOffer;
  /** Whether there can be more than one. */
  again: boolean;
}

async function source(args: ParsedArguments, { terminal }: Context): Promise<Source> {
  const { digestNamed } = await import("../lib/digest/all.ts");
  const { prepareOffer, prepareStream } = await import("../lib/transfer/offer.ts");
  const { narrowPermissions } = await import("../lib/file/narrow_permissions.ts");
  const digest = digestNamed(args.value("digest") ?? "sha256")!;
  const paths = args.positionals;
  if (args.has("keep") && args.value("listen") === undefined) {
    throw new CallerError("usage", "send: --keep goes with --listen; see: sluice help send");
  }
  if (paths.includes("-")) {
    const name = args.value("name");
    if (paths.length > 1 || args.has("keep")) {
      throw new CallerError(
        "usage",
        "send: standard input (-) is sent alone, and once; see: sluice help send",
      );
    }
    if (name === undefined || name === "" || name.includes("/")) {
      throw new CallerError(
        "usage",
        "send: standard input needs a name to arrive under: --name NAME",
      );
    }
    narrowPermissions({ read: [], write: [] });
    return { next: () => prepareStream(name, terminal.stdin, digest), again: false };
  }
  if (args.value("name") !== undefined) {
    throw new CallerError(
      "usage",
      "send: --name goes with standard input, sent as -; see: sluice help send",
    );
  }
  const { rootsOf } = await import("../lib/file/walk.ts");
  const roots = rootsOf(paths);
  narrowPermissions({ read: roots.map((root) => root.source), write: [] });
  const options = {
    symlinks: (args.value("symlinks") ?? "skip") as "skip" | "keep" | "follow",
    ...await selectionOption(args),
  };
  return { next: () => prepareOffer(roots, digest, options), again: true };
}

/** The package behind the patterns is loaded only where there are any. */
async function selectionOption(args: ParsedArguments): Promise<WalkOptions> {
  const options = {
    exclude: args.values("exclude"),
    include: args.values("include"),
    gitignore: args.has("gitignore"),
  };
  if (options.exclude.length + options.include.length === 0 && !options.gitignore) return {};
  const { selection } = await import("../lib/file/selection.ts");
  return { exclude: selection(options) };
}

type SendOne = (connection: Duplex, label: string, onAccepted?: () => void) => Promise<number>;

async function sender(
  args: ParsedArguments,
  { terminal, signal }: Context,
  view: TransferView,
  next: () => PreparedOffer,
): Promise<SendOne> {
  const { digestNamed } = await import("../lib/digest/all.ts");
  const { sendSession } = await import("../lib/transfer/send_session.ts");
  const digest = digestNamed(args.value("digest") ?? "sha256")!;
  return async (connection, label, onAccepted) => {
    const peer = connection.remoteAddr;
    const transfer = view.add(label);
    const prepared = next();
    await terminal.event({ event: "offered", peer, ...prepared.offer, digest: digest.name });
    try {
      const summary = await sendSession(connection, prepared, {
        signal,
        digest,
        state: transfer.state,
        onEvent: transfer.onEvent,
        onAccepted: () => {
          onAccepted?.();
          void terminal.event({ event: "accepted", peer });
          transfer.start();
        },
        ...await limitOption(args),
      });
      await transfer.finish(summary);
      return summary.failed > 0 ? 1 : 0;
    } finally {
      transfer.stop();
    }
  };
}
