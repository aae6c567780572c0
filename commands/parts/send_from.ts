/** What `sluice send` does once it knows what. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import type { Root } from "../../lib/file/source/roots.ts";
import type { WalkOptions } from "../../lib/file/source/walk.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import type { PreparedOffer } from "../../lib/transfer/offer.ts";
import type { Session } from "../../lib/transfer/session.ts";
import { limitOption, retryTime } from "./endpoint.ts";
import { openMeeting } from "./meeting.ts";
import type { TransferView } from "./transfer_view.ts";

/**
 * Sends what the roots name, with the rights to read that and no more.
 *
 * @param task Top-level names and their sources; none: standard input. And the secret that was shared ahead.
 */
export async function sendFrom(
  args: ParsedArguments,
  context: Context,
  { roots, secret }: { roots: readonly Root[]; secret?: Uint8Array },
): Promise<number> {
  const { terminal, signal } = context;
  const prepare = await source(args, context, roots);
  const { TransferView } = await import("./transfer_view.ts");
  const { serveAll } = await import("./serve_all.ts");
  const { isResumable, withRetry } = await import("./retry.ts");
  const view = new TransferView(terminal, "sent");
  const sendOne = await sender(args, context, view, prepare.next);
  // What came through a pipe has gone with the connection.
  const time = prepare.again ? await retryTime(args) : 0;
  const onLost = (error: Error) => view.lost(error, time);

  const meeting = await openMeeting("send", args, context, secret);
  const close = () => meeting.close();
  signal.addEventListener("abort", close);
  try {
    if (args.has("keep")) {
      const { protect, discard, reject } = meeting;
      const serve = (connection: Duplex) =>
        sendOne(connection, {
          label: connection.remoteAddr,
          session: meeting.sessionOf?.(connection),
        });
      return await serveAll(meeting.listener!, { protect, discard, reject, serve }, context);
    }
    const offered = roots.length > 0 ? roots.map(({ name }) => name) : [args.value("name")!];
    for (;;) {
      // The peer, and whether it accepted, of the last connection.
      const last = { peer: "", agreed: false };
      let hasAgreed = false;
      try {
        return await withRetry(async (attempt) => {
          hasAgreed ||= last.agreed;
          last.peer = "";
          last.agreed = false;
          const connection = await meeting.connect(attempt.deadline);
          last.peer = connection.remoteAddr;
          return await sendOne(connection, {
            session: meeting.sessionOf?.(connection),
            onAccepted: () => last.agreed = attempt.agreed = true,
          });
        }, { time, signal, onLost });
      } catch (error) {
        const { whyLeft, whyNotAccepted } = await import("./not_accepted.ts");
        hasAgreed ||= last.agreed;
        if (hasAgreed && prepare.again && isResumable(error)) view.resumable();
        const left = !hasAgreed && last.peer !== "" ? whyLeft(error) : undefined;
        const why = last.agreed ? undefined : left ?? whyNotAccepted(error, offered);
        if (why === undefined || meeting.offerAgain === undefined) throw error;
        await terminal.event({ event: "not_accepted", peer: last.peer, ...why });
        terminal.warn(`The receiver could not accept: ${why.message}. The code still works`);
        meeting.offerAgain();
      }
    }
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

async function source(
  args: ParsedArguments,
  { terminal }: Context,
  roots: readonly Root[],
): Promise<Source> {
  const { digestNamed } = await import("../../lib/digest/all.ts");
  const { prepareOffer, prepareStream } = await import("../../lib/transfer/offer.ts");
  const digest = digestNamed(args.value("digest") ?? "sha256")!;
  if (roots.length === 0) {
    return { next: () => prepareStream(args.value("name")!, terminal.stdin, digest), again: false };
  }
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
  const { selection } = await import("../../lib/file/source/selection.ts");
  return { exclude: selection(options) };
}

/** What is known of one connection. */
interface ConnectionOptions {
  /** Tells the transfer from others. @default {""} */
  label?: string;
  /** The session, where the peer has greeted. */
  session: Session | undefined;
  /** Called once the receiver has agreed. */
  onAccepted?: () => void;
}

type SendOne = (connection: Duplex, options: ConnectionOptions) => Promise<number>;

async function sender(
  args: ParsedArguments,
  { terminal, signal }: Context,
  view: TransferView,
  next: () => PreparedOffer,
): Promise<SendOne> {
  const { digestNamed } = await import("../../lib/digest/all.ts");
  const { sendSession } = await import("../../lib/transfer/send/send_session.ts");
  const digest = digestNamed(args.value("digest") ?? "sha256")!;
  return async (connection, { label = "", session, onAccepted }) => {
    const peer = connection.remoteAddr;
    const transfer = view.add(label);
    const prepared = next();
    await terminal.event({ event: "offered", peer, ...prepared.offer, digest: digest.name });
    // A person who waits wants to know for what.
    if (terminal.live) terminal.note(`connected to ${peer}, which is asked whether it wants this`);
    try {
      const summary = await sendSession(connection, prepared, {
        signal,
        session,
        digest,
        state: transfer.state,
        onEvent: transfer.onEvent,
        onResuming: transfer.onResuming,
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
