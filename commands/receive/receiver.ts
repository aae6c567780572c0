/** Receives over connections, one after the other. @module */

import type { Context } from "../../lib/cli/command.ts";
import { freeBytes, stagedBytes } from "../../lib/file/staging/free_space.ts";
import { keepPairing } from "../../lib/file/staging/pairing_file.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import { formatPairing } from "../../lib/pairing/pairing.ts";
import type { Peer } from "../../lib/pairing/peer.ts";
import type { OfferView } from "../../lib/transfer/receive/receive_options.ts";
import { receiveSession } from "../../lib/transfer/receive/receive_session.ts";
import { limitOption } from "../flags/rate_limit.ts";
import { confirmName, confirmOffer, type Shortage } from "../views/confirm_offer.ts";
import type { Consent } from "../views/consent.ts";
import { digestLine } from "../views/digest_line.ts";
import { PeerOutput } from "../views/peer_output.ts";
import type { TransferView, ViewedTransfer } from "../views/transfer_view.ts";
import { LineBatch } from "./line_batch.ts";
import { OfferedText } from "./offered_text.ts";
import type { ReceiveOptions } from "./options.ts";

/** Parameters of one connection. */
export interface ConnectionOptions {
  /** Distinguishes the transfer from others; may be empty. */
  label: string;
  /** What the user has accepted. */
  consent: Consent;
  /** Called once the user has accepted. */
  onAccepted?: () => void;
  /** Called at the end with the bytes of content that were received. */
  onEnded?: (bytes: number) => void;
  /** Called with the bytes of a failed transfer that were kept. */
  onKept: (bytes: number) => void;
}

/** Receives as the options specify. */
export class Receiver {
  readonly #options: ReceiveOptions;
  readonly #context: Context;
  readonly #view: TransferView;
  /** There is one keyboard, so questions are asked one at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ReceiveOptions, context: Context, view: TransferView) {
    this.#options = options;
    this.#context = context;
    this.#view = view;
  }

  /** Receives over one connection; resolves to the exit code. */
  async receive(peer: Peer, connection: ConnectionOptions): Promise<number> {
    const { into, stdout, ...policy } = this.#policy();
    const { digests, host } = this.#options;
    const { terminal, signal, makeLink } = this.#context;
    const transfer = this.#view.add(connection.label);
    const lines = new LineBatch(terminal);
    const output = new PeerOutput(terminal);
    // A list for programs: on a terminal it would bury the summary.
    const listed = !terminal.json && !stdout && (!terminal.stdoutIsTerminal || digests);
    const asked = { terminal, signal, consent: connection.consent };
    let text: OfferedText | undefined;
    try {
      const summary = await receiveSession(peer.duplex, {
        ...policy,
        into,
        signal,
        host,
        session: peer.session,
        accept: (offer) => {
          if (!offer.text) return this.#accept(offer, connection, transfer);
          text = new OfferedText(offer, { terminal, signal });
          return this.#acceptText(offer, text, connection, transfer);
        },
        acceptName: (path) => this.#inTurn(() => confirmName(path, asked)),
        onStaged: (folder) => this.#keepPairing(peer, folder),
        onKept: connection.onKept,
        state: transfer.state,
        onEvent: transfer.onEvent,
        onResuming: transfer.onResuming,
        ...listed &&
          {
            onCommitted: (path: string, digest: string) =>
              lines.add(digestLine(terminal, digest, path)),
          },
        ...stdout && { stdout: (bytes: Uint8Array) => output.write(bytes) },
        // In turn: it must not appear below an open question.
        onText: (content) => this.#inTurn(() => text!.print(content, connection.label !== "")),
        ...makeLink && { makeLink },
      });
      transfer.stop();
      if (listed) await lines.flush();
      await transfer.finish(summary, text !== undefined);
      return summary.failed > 0 ? 1 : 0;
    } finally {
      transfer.stop();
      connection.onEnded?.(transfer.state.transferred);
      await output.flush();
    }
  }

  #policy() {
    const { into, ifExists, names, resume, refuseDigests, rate } = this.#options;
    return {
      into,
      stdout: into === "",
      ifExists: ifExists ?? "refuse",
      asksIfExists: this.#asksIfExists,
      names,
      resume,
      refuseDigests,
      ...limitOption(rate),
    } as const;
  }

  /** Whether to ask about names that exist, because no flag decides. */
  get #asksIfExists(): boolean {
    const { ifExists, yes, into } = this.#options;
    return this.#context.terminal.interactive && ifExists === undefined && !yes && into !== "";
  }

  async #accept(
    offer: OfferView,
    { consent, onAccepted }: ConnectionOptions,
    transfer: ViewedTransfer,
  ): Promise<IfExists | undefined> {
    const { terminal, signal } = this.#context;
    const { into, yes, ifExists = "refuse" } = this.#options;
    // After a lost connection the user may have accepted the same offer already.
    const agreed = consent.covers(offer);
    const shortage = (policy: IfExists = ifExists) =>
      agreed || into === "" ? Promise.resolve(undefined) : this.#shortageFor(offer, policy);
    const chosen = await this.#inTurn(() =>
      confirmOffer(offer, {
        terminal,
        signal,
        consent,
        into: into || undefined,
        yes: agreed || yes,
        asksIfExists: this.#asksIfExists && consent.ifExists === undefined,
        shortage,
      })
    );
    consent.agreeTo(offer);
    consent.ifExists ??= chosen;
    onAccepted?.();
    await terminal.event({ event: "accepted", peer: offer.from });
    transfer.start();
    return consent.ifExists;
  }

  /** A sender without a code or a secret could be anyone, so that the user is asked. */
  async #acceptText(
    offer: OfferView,
    text: OfferedText,
    { consent, onAccepted }: ConnectionOptions,
    transfer: ViewedTransfer,
  ): Promise<void> {
    const { plain, yes } = this.#options;
    const asks = plain && !yes && !consent.covers(offer);
    await this.#inTurn(() => text.confirm(asks));
    consent.agreeTo(offer);
    onAccepted?.();
    await this.#context.terminal.event({ event: "accepted", peer: offer.from });
    transfer.start();
  }

  async #shortageFor(offer: OfferView, policy: IfExists): Promise<Shortage | undefined> {
    const { into, resume } = this.#options;
    const mayNeedLess = policy === "skip" || policy === "update";
    if (mayNeedLess && offer.taken!.length > 0) return undefined;
    const free = await freeBytes(into);
    if (free === undefined || free >= offer.bytes) return undefined;
    const staged = { names: [...offer.names], digest: offer.digestName };
    const needed = offer.bytes - (resume ? stagedBytes(into, staged) : 0);
    return free < needed ? { free, needed } : undefined;
  }

  /** Keeps the pairing in the staging folder of its transfer. */
  #keepPairing({ pairing }: Peer, folder: string): void {
    if (pairing === undefined || !this.#options.resume) return;
    try {
      keepPairing(folder, formatPairing(pairing));
    } catch { /* Ignored: only a receiver that is killed needs a new code then. */ }
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(action);
    this.#turn = result.catch(() => {});
    return result;
  }
}
