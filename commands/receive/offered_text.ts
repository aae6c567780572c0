/** A text that is offered instead of files: consent, and where it goes. @module */

import { LocalError } from "../../lib/errors.ts";
import { formatSize } from "../../lib/text/format_size.ts";
import type { OfferView } from "../../lib/transfer/receive/receive_options.ts";
import { offeredEvent, senderOf } from "../views/confirm_offer.ts";
import { peerName } from "../views/peer_name.ts";
import { askYes, NO_TERMINAL, type QuestionOptions } from "../views/question.ts";
import { shownText } from "../views/shown_text.ts";

/** A text on its way. */
export class OfferedText {
  readonly #offer: OfferView;
  readonly #options: QuestionOptions;

  constructor(offer: OfferView, options: QuestionOptions) {
    this.#offer = offer;
    this.#options = options;
  }

  /**
   * Resolves when the text may be shown.
   *
   * @param asks Whether the user is asked. Nothing is stored, so a sender that is authenticated needs no consent.
   * @throws {LocalError} code `declined` if the user declined, `unattended` if there is no terminal to ask on.
   */
  async confirm(asks: boolean): Promise<void> {
    const { terminal } = this.#options;
    await terminal.event(offeredEvent(this.#offer));
    if (!asks) return;
    if (!terminal.interactive) throw new LocalError("unattended", NO_TERMINAL);
    terminal.warn(`${this.#sender} offers a text (${formatSize(this.#offer.bytes)})`);
    await askYes("Show it?", this.#options);
  }

  /**
   * Prints the text: to a file or a pipe as it is, to a terminal escaped.
   *
   * @param isOneOfMany Whether other senders write to standard output as well: a list of digests, in which no text
   *   may pose as a digest. The text goes to standard error then, unless standard output is a terminal.
   */
  async print(text: string, isOneOfMany: boolean): Promise<void> {
    const { terminal } = this.#options;
    const { from } = this.#offer;
    if (terminal.json) {
      const sender = { peer: from, ...senderOf(this.#offer) };
      return await terminal.event({ event: "text", ...sender, text });
    }
    if (terminal.stdoutIsTerminal) {
      terminal.note(`A text from ${this.#sender}:`);
      return await terminal.print(`${shownText(text)}\n`);
    }
    if (!isOneOfMany) return await terminal.print(text);
    terminal.warn(`A text from ${this.#sender}:\n${shownText(text)}`);
  }

  get #sender(): string {
    const { from, host } = this.#offer;
    return peerName(from, host);
  }
}
