/** Prints a peer's bytes. @module */

import { escapeText } from "../../lib/text/escape.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";

/** Control characters that are not escaped. */
const LAYOUT = /[\n\t]/;

/** Writes a peer's bytes to standard output: unchanged to a file or pipe, escaped to a terminal. */
export class PeerOutput {
  readonly #terminal: Terminal;
  readonly #decoder = new TextDecoder();
  #last = "\n";
  /** A CR at the end of a chunk: the next chunk shows whether it ends a line. */
  #held = "";

  /** Checks once whether standard output is a terminal. */
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

  /** Writes what is buffered, at the end. */
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

/** The text with everything escaped except printable characters, line endings and tabs. */
export function escapeLines(text: string): string {
  return text.replaceAll("\r\n", "\n").split(/([\n\t])/)
    .map((part) => LAYOUT.test(part) ? part : escapeText(part)).join("");
}
