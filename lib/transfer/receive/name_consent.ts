/** The user's consent to names that other programs read or run. @module */

import { LocalError } from "../../errors.ts";
import type { PeerPath } from "../../file/safe_path.ts";
import { sensitivePart } from "../../file/sensitive_name.ts";

/** Options of {@linkcode NameConsent}. */
export interface NameConsentOptions {
  /** Names that the offer showed to the user. */
  offered: ReadonlySet<string>;
  /** Asks the user; throws where the user declines. Default: every sensitive name is declined. */
  accept?: ((path: string) => Promise<void>) | undefined;
  /** Ends the session. */
  signal?: AbortSignal | undefined;
}

/** Asks the user about sensitive names that the offer did not show. */
export class NameConsent {
  readonly #options: NameConsentOptions;
  /** The name that was accepted last; the content of that folder follows it. */
  #accepted: string | undefined;

  constructor(options: NameConsentOptions) {
    this.#options = options;
  }

  /** Asks where a path is sensitive. @throws {LocalError} code `declined`: there is no way to ask. */
  require(path: PeerPath): Promise<void> | undefined {
    const part = sensitivePart(path);
    if (part === undefined || part === this.#accepted) return;
    if (!this.#options.offered.has(part)) return this.#ask(path, part);
  }

  async #ask(path: PeerPath, part: string): Promise<void> {
    const { accept, signal } = this.#options;
    if (accept === undefined) {
      throw new LocalError(
        "declined",
        `Cannot store ${JSON.stringify(path)}: other programs read or run ${JSON.stringify(part)}`,
      );
    }
    await accept(part);
    signal?.throwIfAborted();
    this.#accepted = part;
  }
}
