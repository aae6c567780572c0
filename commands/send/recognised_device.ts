/** Tells whether a device is one that was sent to before. @module */

import type { Context } from "../../lib/cli/command.ts";
import { ConnectionError, LocalError } from "../../lib/errors.ts";
import { readPrivateFile, writePrivateFile } from "../../lib/file/private_file.ts";
import { escapeText } from "../../lib/text/escape.ts";
import type { FoundDevice } from "../../lib/web/localsend/device_handler.ts";
import { KnownDevices } from "../../lib/web/localsend/known_devices.ts";
import type { LocalSendSettings } from "../flags/localsend.ts";
import { shownAlias, shownFingerprint, shownPlace } from "../views/device_rows.ts";
import { askOne } from "../views/question.ts";

/** Compares fingerprints with remembered ones, and remembers them. */
export class Recognised {
  readonly #settings: Pick<LocalSendSettings, "known" | "knownFile">;
  readonly #context: Pick<Context, "terminal" | "signal">;

  constructor(
    settings: Pick<LocalSendSettings, "known" | "knownFile">,
    context: Pick<Context, "terminal" | "signal">,
  ) {
    this.#settings = settings;
    this.#context = context;
  }

  /**
   * Shows the device. Asks on a terminal if its certificate is another one than before, or if nothing is
   * encrypted.
   *
   * @param isPlainMeant Whether the user asked for a device without encryption.
   * @throws {LocalError} code `declined` if the user declined.
   * @throws {ConnectionError} code `untrusted` if so, and there is no terminal to ask on.
   */
  async confirm(found: FoundDevice, isPlainMeant: boolean): Promise<void> {
    const { terminal } = this.#context;
    const { device: { alias, fingerprint }, place } = found;
    const isEncrypted = place.protocol === "https";
    const name = shownAlias(found);
    terminal.note(`Sending to ${name} at ${shownPlace(found)}`);
    if (isEncrypted) {
      terminal.note(`Fingerprint of its certificate: ${shownFingerprint(fingerprint)}`);
    }
    const known = KnownDevices.parse(this.#settings.known);
    const recognition = known.recognise(alias, isEncrypted ? fingerprint.toUpperCase() : "");
    if (recognition === "changed") {
      terminal.warn(
        isEncrypted
          ? `Warning: ${name} had another certificate before. It may be another device of that name; compare the fingerprint`
          : `Warning: ${name} was encrypted before. It may be another device of that name`,
      );
    }
    if (!isEncrypted) {
      terminal.warn(
        "Warning: encryption is off on this device; others on the network can read what is sent",
      );
    }
    if (isEncrypted && recognition !== "changed") return;
    if (terminal.interactive) return await this.#ask();
    if (recognition === "changed") {
      throw new ConnectionError(
        "untrusted",
        "Nothing was sent; if it is the right device, send to it once on a terminal",
      );
    }
    if (isPlainMeant) return;
    throw new ConnectionError(
      "untrusted",
      `Nothing was sent; to send without encryption, use --localsend=http://${shownPlace(found)}`,
    );
  }

  async #ask(): Promise<void> {
    const answer = await askOne("Send anyway? [y/N] ", ["yes", "no"], this.#context)
      .catch((error) => {
        if (error instanceof LocalError) return "no" as const;
        throw error;
      });
    if (answer === "no") throw new LocalError("declined", "Declined; nothing was sent");
  }

  /** Remembers the device, after something was sent to it. */
  remember({ device: { alias, fingerprint }, place }: FoundDevice): void {
    const { knownFile } = this.#settings;
    if (knownFile === undefined || place.protocol !== "https") return;
    // Another process may have written it meanwhile.
    const known = KnownDevices.parse(readPrivateFile(knownFile) ?? "");
    if (!known.remember(alias, fingerprint.toUpperCase())) return;
    try {
      writePrivateFile(knownFile, known.format());
    } catch {
      this.#context.terminal.warn(
        `Cannot write ${escapeText(knownFile)}; the device is not remembered`,
      );
    }
  }
}
