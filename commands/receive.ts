/** `sluice receive`. @module */

import type { Command, Context, ParsedArguments } from "../lib/cli/command.ts";
import type { Terminal } from "../lib/cli/terminal.ts";
import { CallerError } from "../lib/errors.ts";
import type { IfExists } from "../lib/file/place.ts";
import type { Duplex } from "../lib/socket/duplex.ts";
import type { OfferView } from "../lib/transfer/receive_session.ts";
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
  const { terminal, signal } = context;
  const { openDestination } = await import("../lib/file/destination.ts");
  const { narrowPermissions } = await import("../lib/file/narrow_permissions.ts");
  if (args.has("list-partial") || args.has("discard-partial")) {
    const { partial } = await import("./parts/partial.ts");
    return await partial(args.has("discard-partial"), args, terminal);
  }
  const endpoint = endpointOf(args, "from", receive);
  if (args.has("stdout") && terminal.json) {
    throw new CallerError("usage", "receive: --stdout and --json both want standard output");
  }
  const into = args.has("stdout") ? "" : openDestination(args.value("into") ?? ".");
  narrowPermissions(into === "" ? { read: [], write: [] } : { read: [into], write: [into] });

  const { TransferView } = await import("./parts/transfer_view.ts");
  const { dial } = await import("../lib/socket/dial.ts");
  const { acceptUntil, serveAll } = await import("./parts/serve_all.ts");
  const { withRetry } = await import("./parts/retry.ts");
  const view = new TransferView(terminal, "received");
  const receiveOne = await receiver(args, context, into, view);
  // Without resume, and on a pipe, another attempt would begin anew where nothing can be taken back.
  const time = args.has("no-resume") || args.has("stdout") ? 0 : await retryTime(args);
  const onLost = (error: Error) => view.lost(error, time);
  const agreed = new Set<string>();

  if (endpoint.how === "dial") {
    return await withRetry(async (attempt) => {
      const connection = await dial(endpoint.address, { signal: attempt.deadline });
      return await receiveOne(connection, "", agreed, () => attempt.agreed = true);
    }, { time, signal, onLost });
  }
  const listener = await listenAt(endpoint.address);
  const close = () => listener.close();
  signal.addEventListener("abort", close);
  await announce(listener, endpoint.address, terminal);
  try {
    if (!args.has("once")) {
      return await serveAll(
        listener,
        (connection) => receiveOne(connection, connection.remoteAddr),
        context,
      );
    }
    return await withRetry(async (attempt) => {
      const connection = await acceptUntil(listener, attempt.deadline);
      return await receiveOne(connection, "", agreed, () => attempt.agreed = true);
    }, { time, signal, onLost });
  } finally {
    close();
  }
}

type ReceiveOne = (
  connection: Duplex,
  label: string,
  agreed?: Set<string>,
  onAccepted?: () => void,
) => Promise<number>;

/** Makes the function that receives over one connection. */
async function receiver(
  args: ParsedArguments,
  context: Context,
  into: string,
  view: TransferView,
): Promise<ReceiveOne> {
  const { terminal, signal } = context;
  const { receiveSession } = await import("../lib/transfer/receive_session.ts");
  const { checksumLine } = await import("../lib/cli/checksum_line.ts");
  const { agreeToOffer } = await import("./parts/agree.ts");
  const turns = new Turns();
  return async (connection, label, agreed, onAccepted) => {
    const transfer = view.add(label);
    const lines = new Lines(terminal);
    const listed = !terminal.json && !args.has("stdout");
    const accept = async (offer: OfferView) => {
      // The same offer, back after a lost connection, is what the user has agreed to already.
      const key = JSON.stringify([offer.names, offer.roots, offer.digest]);
      const yes = args.has("yes") || (agreed?.has(key) ?? false);
      await turns.next(() =>
        agreeToOffer(offer, { terminal, signal, into: into || "standard output", yes })
      );
      agreed?.add(key);
      onAccepted?.();
      await terminal.event({ event: "accepted", peer: offer.from });
      transfer.start();
    };
    try {
      const summary = await receiveSession(connection, {
        into,
        signal,
        accept,
        ifExists: (args.value("if-exists") ?? "refuse") as IfExists,
        resume: !args.has("no-resume"),
        refuseDigests: args.values("refuse-digest"),
        state: transfer.state,
        onEvent: transfer.onEvent,
        ...listed &&
          {
            onPlaced: (path: string, digest: string) =>
              lines.add(checksumLine(digest, path) + "\n"),
          },
        ...args.has("stdout") && { stdout: (bytes: Uint8Array) => terminal.printBytes(bytes) },
        ...await limitOption(args),
      });
      transfer.stop();
      if (listed) await lines.flush();
      await transfer.finish(summary);
      return summary.failed > 0 ? 1 : 0;
    } finally {
      transfer.stop();
    }
  };
}

/** Prints lines some thousand at a time. */
class Lines {
  readonly #terminal: Terminal;
  #held: string[] = [];

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  add(line: string): Promise<void> | void {
    this.#held.push(line);
    if (this.#held.length >= 4096) return this.flush();
  }

  async flush(): Promise<void> {
    await this.#terminal.print(this.#held.splice(0).join(""));
  }
}

/** Questions one after the other: there is one keyboard. */
class Turns {
  #last: Promise<unknown> = Promise.resolve();

  next<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#last.then(action);
    this.#last = result.catch(() => {});
    return result;
  }
}
