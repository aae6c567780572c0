/** Asks about offers of LocalSend, and shows their sessions. @module */

import type { Context } from "../../../lib/cli/command.ts";
import { ConnectionError, LocalError } from "../../../lib/errors.ts";
import { existsError } from "../../../lib/file/existing_name.ts";
import type { IfExists } from "../../../lib/file/if_exists.ts";
import { freeBytes } from "../../../lib/file/staging/free_space.ts";
import type { OfferView } from "../../../lib/transfer/receive/receive_options.ts";
import type { ReceivedOffer } from "../../../lib/web/localsend/receive/offer.ts";
import type { Acceptance, FilesOffer } from "../../../lib/web/localsend/receive/session_event.ts";
import { confirmName, confirmOffer, type Shortage } from "../../views/confirm_offer.ts";
import { Consent } from "../../views/consent.ts";
import { TransferView } from "../../views/transfer_view.ts";
import { OfferedText } from "../offered_text.ts";
import { filesView, mayNeedLess, sensitiveParts, textView } from "./offer_view.ts";
import type { LocalSendOptions } from "./options.ts";
import { Recognition } from "./recognition.ts";
import { ViewedSession } from "./viewed_session.ts";

/** The result of an offer: an exit code, or an error. */
export type OnResult = (peer: string, result: number | Error) => void;

/** Receives as the options specify. */
export class LocalSendReceiver {
  readonly #options: LocalSendOptions;
  readonly #context: Context;
  readonly #view: TransferView;
  readonly #recognition: Recognition;
  readonly #onResult: OnResult;
  /** The latest session. */
  #session: ViewedSession | undefined;

  /** @param onResult Called with what became of each offer that was accepted. */
  constructor(options: LocalSendOptions, context: Context, onResult: OnResult) {
    const { known, knownFile, into } = options;
    this.#options = options;
    this.#context = context;
    this.#view = new TransferView(context.terminal, "Received", into);
    this.#recognition = new Recognition(context.terminal, known, knownFile);
    this.#onResult = onResult;
  }

  /** Asks about files. @throws {LocalError} if they are not accepted. */
  async accept(offer: FilesOffer, withdrawn: AbortSignal): Promise<Acceptance> {
    const { terminal } = this.#context;
    const { into, yes, ifExists, once, digests } = this.#options;
    const { peer, sender } = offer;
    const view = filesView(offer, into);
    const asksIfExists = terminal.interactive && ifExists === undefined && !yes;
    let policy = ifExists ?? "refuse";
    if (policy === "refuse" && !asksIfExists) refuseTaken(view);
    this.#recognition.show(sender, !yes);
    const asked = {
      terminal,
      signal: this.#signal(withdrawn),
      consent: new Consent(this.#options.acceptNames),
    };
    const chosen = await confirmOffer(view, {
      ...asked,
      into,
      yes,
      asksIfExists,
      shortage: (policy = ifExists) => this.#shortageFor(view, policy ?? "refuse"),
    });
    // The offer shows the top-level names only.
    for (const part of sensitiveParts(offer)) await confirmName(part, asked);
    withdrawn.throwIfAborted();
    policy = chosen ?? policy;
    if (policy === "refuse") refuseTaken(filesView(offer, into));
    this.#recognition.remember(sender);
    await terminal.event({ event: "accepted", peer });
    const { bytes, entries: files, roots } = view;
    this.#session = new ViewedSession({
      terminal,
      transfer: this.#view.add(once ? "" : peer),
      lists: !terminal.json && (!terminal.stdoutIsTerminal || digests),
      offered: { bytes, files, roots },
      onEnd: (result) => this.#onResult(peer, result),
    });
    return { ifExists: policy, observer: this.#session };
  }

  /** Resolves when everything of an ended session is printed. */
  async finished(): Promise<void> {
    await this.#session?.finished;
  }

  /** Shows a text. @throws {LocalError} if it is not accepted. */
  async showText(offer: ReceivedOffer, text: string, withdrawn: AbortSignal): Promise<void> {
    const { terminal } = this.#context;
    const { yes, once } = this.#options;
    const { peer, sender } = offer;
    const view = textView(offer, text);
    this.#recognition.show(sender, !yes);
    const offered = new OfferedText(view, { terminal, signal: this.#signal(withdrawn) });
    const start = performance.now();
    await offered.confirm(!yes);
    withdrawn.throwIfAborted();
    this.#recognition.remember(sender);
    await terminal.event({ event: "accepted", peer });
    await offered.print(text, !once);
    const { bytes } = view;
    const none = { files: 0, skipped: 0, renamed: 0, failed: 0 };
    const elapsed = performance.now() - start;
    await this.#view.add(once ? "" : peer).finish(
      { ...none, bytes, transferred: bytes, elapsed },
      true,
    );
    this.#onResult(peer, 0);
  }

  #signal(withdrawn: AbortSignal): AbortSignal {
    return AbortSignal.any([withdrawn, this.#context.signal]);
  }

  async #shortageFor(view: OfferView, policy: IfExists): Promise<Shortage | undefined> {
    if (mayNeedLess(policy, view)) return undefined;
    const free = await freeBytes(this.#options.into);
    return free === undefined || free >= view.bytes ? undefined : { free, needed: view.bytes };
  }
}

/** @throws {LocalError} code `exists`. */
function refuseTaken({ taken = [] }: OfferView): void {
  const [first] = taken;
  if (first !== undefined) throw existsError(first);
}

/** Whether an offer was decided here, so that `--once` ends with it. */
export function isDecision(error: unknown): boolean {
  return error instanceof LocalError ||
    error instanceof ConnectionError && error.code === "timeout";
}
