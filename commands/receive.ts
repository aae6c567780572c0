/** `sluice receive`. @module */

import type { Command, Context, ParsedArguments } from "../lib/cli/command.ts";
import type { Duplex } from "../lib/socket/duplex.ts";
import type { OfferView, ReceiveSessionOptions } from "../lib/transfer/receive_session.ts";
import {
  announce,
  dialFlag,
  endpointOf,
  listenAt,
  listenFlag,
  plainFlag,
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
  ],
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
    {
      name: "limit",
      value: "rate",
      placeholder: "RATE",
      summary: "receive at most this much a second: 10M, 800k",
    },
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
      text: "Unattended, then check again:",
      line: "sluice receive --listen :7584 --plain --yes --into inbox --once > SHA256SUMS",
    },
  ],
  run: runReceive,
};

async function runReceive(args: ParsedArguments, context: Context): Promise<number> {
  const { terminal, signal } = context;
  const endpoint = endpointOf(args, "from", receive);
  const { openDestination } = await import("../lib/file/destination.ts");
  const { narrowPermissions } = await import("../lib/file/narrow_permissions.ts");
  const { TransferView } = await import("./parts/transfer_view.ts");
  const { dial } = await import("../lib/socket/dial.ts");
  const into = openDestination(args.value("into") ?? ".");
  narrowPermissions({ read: [into], write: [into] });
  const view = new TransferView(terminal, "received");
  const asking = new Turns();
  const serve = async (connection: Duplex, label: string) =>
    await receiveOne(
      connection,
      await sessionOptions(args, context, into, asking),
      { view, label },
      context,
    );

  if (endpoint.how === "dial") return await serve(await dial(endpoint.address, { signal }), "");
  const listener = await listenAt(endpoint.address);
  signal.addEventListener("abort", () => listener.close());
  await announce(listener, endpoint.address, terminal);
  if (args.has("once")) {
    const connection = await listener.accept();
    listener.close();
    signal.throwIfAborted();
    return await serve(connection!, "");
  }
  return await serveAll(listener, serve, context);
}

/** Serves every sender that comes, until the program is told to end. */
async function serveAll(
  listener: { accept(): Promise<Duplex | undefined> },
  serve: (connection: Duplex, label: string) => Promise<number>,
  { signal, terminal }: Context,
): Promise<number> {
  const { MAX_SESSIONS } = await import("../lib/limits.ts");
  const { describeError } = await import("../lib/cli/describe_error.ts");
  const running = new Set<Promise<void>>();
  for (let connection; (connection = await listener.accept()) !== undefined;) {
    const { remoteAddr } = connection;
    if (running.size >= MAX_SESSIONS) {
      connection.abort();
      terminal.note(`turned away ${remoteAddr}: ${MAX_SESSIONS} transfers are running`);
      continue;
    }
    const session: Promise<void> = serve(connection, remoteAddr).then(() => {}, (error) => {
      if (signal.aborted) return;
      const { code, message, exit } = describeError(error);
      void terminal.event({ event: "failed", peer: remoteAddr, code, message, exit });
      terminal.warn(`sluice: ${message}`);
    }).finally(() => running.delete(session));
    running.add(session);
  }
  await Promise.all(running);
  throw signal.reason;
}

async function receiveOne(
  connection: Duplex,
  options: ReceiveSessionOptions,
  { view, label }: { view: TransferView; label: string },
  { terminal }: Context,
): Promise<number> {
  const { receiveSession } = await import("../lib/transfer/receive_session.ts");
  const { checksumLine } = await import("../lib/cli/checksum_line.ts");
  const transfer = view.add(label);
  const lines: string[] = [];
  try {
    const summary = await receiveSession(connection, {
      ...options,
      state: transfer.state,
      onEvent: transfer.onEvent,
      async accept(offer) {
        await options.accept(offer);
        await terminal.event({ event: "accepted", peer: offer.from });
        transfer.start();
      },
      onPlaced: (path, digest) => void lines.push(checksumLine(digest, path) + "\n"),
    });
    transfer.stop();
    if (!terminal.json) await terminal.print(lines.join(""));
    await transfer.finish(summary);
    return summary.failed > 0 ? 1 : 0;
  } finally {
    transfer.stop();
  }
}

async function sessionOptions(
  args: ParsedArguments,
  { terminal, signal }: Context,
  into: string,
  asking: Turns,
): Promise<ReceiveSessionOptions> {
  const { RateLimit } = await import("../lib/transfer/rate_limit.ts");
  const { parseRate } = await import("../lib/cli/rate.ts");
  const { agreeToOffer } = await import("./parts/agree.ts");
  const limit = args.value("limit");
  return {
    into,
    signal,
    ifExists: (args.value("if-exists") ?? "refuse") as ReceiveSessionOptions["ifExists"],
    resume: !args.has("no-resume"),
    refuseDigests: args.values("refuse-digest"),
    accept: (offer: OfferView) =>
      asking.next(() => agreeToOffer(offer, { terminal, signal, into, yes: args.has("yes") })),
    ...limit !== undefined && { limit: new RateLimit(parseRate(limit)) },
  };
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
