/** Remembers the devices that files were accepted from. @module */

import { writePrivateFile } from "../../../lib/file/private_file.ts";
import type { Terminal } from "../../../lib/terminal/terminal.ts";
import { escapeText } from "../../../lib/text/escape.ts";
import type { Device } from "../../../lib/web/localsend/device.ts";
import { KnownDevices } from "../../../lib/web/localsend/known_devices.ts";
import { shownAlias, shownFingerprint } from "../../views/device_rows.ts";

/** Characters of a fingerprint that are shown: enough to compare with what the other device shows. */
const SHOWN_DIGITS = 16;

/** The devices of a file. */
export class Recognition {
  readonly #terminal: Terminal;
  readonly #known: KnownDevices;
  readonly #file: string | undefined;

  /** @param known The content of the file. @param file Its path; undefined: nothing is kept. */
  constructor(terminal: Terminal, known: string, file: string | undefined) {
    this.#terminal = terminal;
    this.#known = KnownDevices.parse(known);
    this.#file = file;
  }

  /** Shows who offers, and warns of a known name with another fingerprint. */
  show(device: Device, asks: boolean): void {
    const { alias, deviceModel, fingerprint } = device;
    const terminal = this.#terminal;
    const name = shownAlias({ device });
    const model = deviceModel === undefined ? "" : ` (${escapeText(deviceModel)})`;
    const digits = fingerprint.slice(0, SHOWN_DIGITS);
    const print = digits === "" ? "no fingerprint" : `fingerprint ${shownFingerprint(digits)} …`;
    // The server sees no certificate of a client, so that a request can claim any.
    const line = `The sender calls itself ${name}${model}, ${print}; this is not verified`;
    terminal[asks ? "warn" : "note"](line);
    if (this.#known.recognise(alias, fingerprint) !== "changed") return;
    terminal.warn(
      `Warning: ${name} called itself that with another certificate before; it may be another device`,
    );
  }

  /** Remembers a device that was accepted. */
  remember({ alias, fingerprint }: Device): void {
    if (!this.#known.remember(alias, fingerprint) || this.#file === undefined) return;
    try {
      writePrivateFile(this.#file, this.#known.format());
    } catch {
      this.#terminal.warn(`Cannot write ${escapeText(this.#file)}; the sender is not remembered`);
    }
  }
}
