/** Prints many lines in one write. @module */

import type { Terminal } from "../../lib/terminal/terminal.ts";

/** Characters that are buffered before they are printed. */
const HELD_CHARACTERS = 256 * 1024;

/** A buffer of lines. */
export class LineBatch {
  readonly #terminal: Terminal;
  #held = "";

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Adds a line with its line ending; resolves when more can be added. */
  add(line: string): Promise<void> | void {
    this.#held += line;
    if (this.#held.length >= HELD_CHARACTERS) return this.flush();
  }

  /** Prints the buffered lines. */
  async flush(): Promise<void> {
    const text = this.#held;
    this.#held = "";
    await this.#terminal.print(text);
  }
}
