/** What `sluice receive` does once it knows where to. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import type { MakeLink } from "../../lib/transfer/receive/transfer_commit.ts";
import type { OfferView } from "../../lib/transfer/receive/receive_options.ts";
import type { Consent } from "./consent.ts";
import { limitOption, retryTime } from "./endpoint.ts";
import { ifExistsOf, mayAskIfExists } from "./if_exists.ts";
import { namesOf } from "./names.ts";
import { type Meeting, openMeeting } from "./meeting.ts";
import type { TransferView } from "./transfer_view.ts";

/**
 * Receives into a folder, with the rights to that folder only.
 *
 * @param task The destination, "" for standard output, and the secret that was shared ahead.
 */
export async function receiveInto(
  args: ParsedArguments,
  context: Context,
  { into, secret }: { into: string; secret?: Uint8Array },
  makeLink?: MakeLink,
): Promise<number> {
  const { terminal, signal } = context;
  const { TransferView } = await import("./transfer_view.ts");
  const { serveAll } = await import("./serve_all.ts");
  const { withRetry } = await import("./retry.ts");
  const { Consent } = await import("./consent.ts");
  const view = new TransferView(terminal, "received");
  // Without resume, and on a pipe, another attempt would begin anew where nothing can be taken back.
  const time = args.has("no-resume") || args.has("stdout") ? 0 : await retryTime(args);
  const onLost = (error: Error) => view.lost(error, time);
  const newConsent = () => new Consent(args.values("accept-name"), args.has("plain"));
  const consent = newConsent();

  const keepsParts = into !== "" && !args.has("no-resume");
  const { formatPairing, pairingsIn } = await import("./pairing.ts");
  const pairings = () => keepsParts ? pairingsIn(into) : Promise.resolve([]);
  const meeting = await openMeeting("receive", args, context, secret, pairings);
  const keep = async (connection: Duplex, folder: string) => {
    const pairing = keepsParts ? meeting.pairingOf?.(connection) : undefined;
    if (pairing === undefined) return;
    const { keepPairing } = await import("../../lib/file/staging/pairing_file.ts");
    try {
      keepPairing(folder, formatPairing(pairing));
    } catch { /* Ignored: a receiver that is killed then needs a new code. */ }
  };
  const receiveOne = await receiver(args, context, { meeting, into, view, makeLink, keep });
  const close = () => meeting.close();
  signal.addEventListener("abort", close);
  if (keepsParts) {
    const { listUnfinished } = await import("../../lib/file/staging/unfinished.ts");
    const names = Array.from(listUnfinished(into), ({ names }) => names).flat();
    if (names.length > 0) view.unfinished(names, into);
  }
  // A part that was kept concerns the user once it is not tried again.
  let kept = 0;
  const onKept = (bytes: number) => kept = bytes;
  try {
    if (meeting.listener && !args.has("once")) {
      const { protect, discard, reject } = meeting;
      const serve = (connection: Duplex) =>
        receiveOne(connection, connection.remoteAddr, {
          consent: newConsent(),
          onKept: (bytes) => view.kept(bytes, into, connection.remoteAddr),
        });
      return await serveAll(meeting.listener, { protect, discard, reject, serve }, context);
    }
    return await withRetry(async (attempt) => {
      const connection = await meeting.connect(attempt.deadline);
      kept = 0;
      const onAccepted = () => attempt.agreed = true;
      return await receiveOne(connection, "", { consent, onAccepted, onKept });
    }, { time, signal, onLost });
  } catch (error) {
    if (kept > 0) view.kept(kept, into);
    throw error;
  } finally {
    close();
  }
}

type ReceiveOne = (
  connection: Duplex,
  label: string,
  options: ConnectionOptions,
) => Promise<number>;

/** What belongs to one connection. */
interface ConnectionOptions {
  consent: Consent;
  /** Called once the user has agreed. */
  onAccepted?: () => void;
  /** Told how many bytes of a transfer that failed were kept. */
  onKept: (bytes: number) => void;
}

/** What does not change from one connection to the next. */
interface ReceiverOptions {
  /** Where connections come from. */
  meeting: Meeting;
  /** The destination; "" for standard output. */
  into: string;
  view: TransferView;
  makeLink: MakeLink | undefined;
  /** Keeps what is known of the sender in the staging folder of its transfer. */
  keep: (connection: Duplex, folder: string) => Promise<void>;
}

/** Makes the function that receives over one connection. */
async function receiver(
  args: ParsedArguments,
  { terminal, signal }: Context,
  { meeting, into, view, makeLink, keep }: ReceiverOptions,
): Promise<ReceiveOne> {
  const { receiveSession } = await import("../../lib/transfer/receive/receive_session.ts");
  const { digestLine } = await import("./digest_line.ts");
  const { PeerOutput } = await import("./peer_output.ts");
  const { agreeToName, agreeToOffer } = await import("./agree.ts");
  const turns = new Turns();
  const asksIfExists = mayAskIfExists(args, terminal);
  const shortageFor = async (offer: OfferView, policy: IfExists) => {
    const mayNeedLess = policy === "skip" || policy === "update";
    if (mayNeedLess && offer.taken!.length > 0) return undefined;
    const { freeBytes, stagedBytes } = await import("../../lib/file/staging/free_space.ts");
    const free = await freeBytes(into);
    if (free === undefined || free >= offer.bytes) return undefined;
    const staged = { names: [...offer.names], digest: offer.digestName };
    const needed = offer.bytes - (args.has("no-resume") ? 0 : stagedBytes(into, staged));
    return free < needed ? { free, needed } : undefined;
  };
  return async (connection, label, { consent, onAccepted, onKept }) => {
    const asked = { terminal, signal, consent };
    const transfer = view.add(label);
    const lines = new Lines(terminal);
    const output = new PeerOutput(terminal);
    const listed = !terminal.json && !args.has("stdout");
    const accept = async (offer: OfferView) => {
      // After a lost connection the offer may be what the user has agreed to already.
      const agreed = consent.covers(offer);
      const shortage = (policy: IfExists = ifExistsOf(args)) =>
        agreed || into === "" ? Promise.resolve(undefined) : shortageFor(offer, policy);
      const chosen = await turns.next(() =>
        agreeToOffer(offer, {
          ...asked,
          into: into || undefined,
          yes: agreed || args.has("yes"),
          asksIfExists: asksIfExists && consent.ifExists === undefined,
          shortage,
        })
      );
      consent.agreeTo(offer);
      consent.ifExists ??= chosen;
      onAccepted?.();
      await terminal.event({ event: "accepted", peer: offer.from });
      transfer.start();
      return consent.ifExists;
    };
    try {
      const summary = await receiveSession(connection, {
        into,
        signal,
        session: meeting.sessionOf?.(connection),
        accept,
        onKept,
        onStaged: (folder) => keep(connection, folder),
        acceptName: (path) => turns.next(() => agreeToName(path, asked)),
        ifExists: ifExistsOf(args),
        names: namesOf(args),
        asksIfExists,
        resume: !args.has("no-resume"),
        refuseDigests: args.values("refuse-digest"),
        state: transfer.state,
        onEvent: transfer.onEvent,
        onResuming: transfer.onResuming,
        ...listed &&
          {
            onCommitted: (path: string, digest: string) =>
              lines.add(digestLine(terminal, digest, path)),
          },
        ...args.has("stdout") && { stdout: (bytes: Uint8Array) => output.write(bytes) },
        ...makeLink && { makeLink },
        ...await limitOption(args),
      });
      transfer.stop();
      if (listed) await lines.flush();
      await transfer.finish(summary);
      return summary.failed > 0 ? 1 : 0;
    } finally {
      transfer.stop();
      await output.flush();
    }
  };
}

/** Characters of lines that are held before they are printed together. */
const HELD_CHARACTERS = 256 * 1024;

/** Prints lines many at a time. */
class Lines {
  readonly #terminal: Terminal;
  #held = "";

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  add(line: string): Promise<void> | void {
    this.#held += line;
    if (this.#held.length >= HELD_CHARACTERS) return this.flush();
  }

  async flush(): Promise<void> {
    const text = this.#held;
    this.#held = "";
    await this.#terminal.print(text);
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
