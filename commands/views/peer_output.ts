/** Shows what a peer sent. @module */

import { escapeText } from "../../lib/text/escape.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";

/** What a text may hold besides printable characters. */
const LAYOUT = /[\n\t]/;

/**
 * Writes a peer's bytes to standard output: to a file or pipe as they are; to a terminal with
 * everything escaped that it would obey.
 */
export class PeerOutput {
  readonly #terminal: Terminal;
  readonly #decoder = new TextDecoder();
  #last = "\n";
  /** A CR at the end of what came: whether it ends a line shows in what comes next. */
  #held = "";

  /** Looks at the terminal once. */
  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Writes some bytes; with `--json` as events `answer`. */
  async write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    if (this.#terminal.json) {
      const text = this.#decoder.decode(bytes, { stream: true });
      return await this.#terminal.event({ event: "answer", text });
    }
    this.#last = String.fromCharCode(bytes.at(-1)!);
    if (!this.#terminal.stdoutIsTerminal) return await this.#terminal.printBytes(bytes);
    const text = this.#held + this.#decoder.decode(bytes, { stream: true });
    this.#held = text.endsWith("\r") ? "\r" : "";
    await this.#terminal.print(escapeLines(text.slice(0, text.length - this.#held.length)));
  }

  /** Writes what is held back, at the end. */
  async flush(): Promise<void> {
    if (this.#terminal.json || !this.#terminal.stdoutIsTerminal) return;
    const text = this.#held + this.#decoder.decode();
    this.#held = "";
    if (text !== "") await this.#terminal.print(escapeLines(text));
  }

  /** Ends the last line if the peer did not. */
  async endLine(): Promise<void> {
    await this.flush();
    if (this.#last !== "\n") await this.#terminal.print("\n");
    this.#last = "\n";
  }
}

/** The text with its line ends and tabs as they are, and everything else escaped that is not to be seen. */
export function escapeLines(text: string): string {
  return text.replaceAll("\r\n", "\n").split(/([\n\t])/)
    .map((part) => LAYOUT.test(part) ? part : escapeText(part)).join("");
}
