/** Prints lines many at a time. @module */

import type { Terminal } from "../../lib/terminal/terminal.ts";

/** Characters that are held before they are printed together. */
const HELD_CHARACTERS = 256 * 1024;

/** Lines that are printed together. */
export class LineBatch {
  readonly #terminal: Terminal;
  #held = "";

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Adds a line with its end; resolves when it need not be waited for. */
  add(line: string): Promise<void> | void {
    this.#held += line;
    if (this.#held.length >= HELD_CHARACTERS) return this.flush();
  }

  /** Prints what is held. */
  async flush(): Promise<void> {
    const text = this.#held;
    this.#held = "";
    await this.#terminal.print(text);
  }
}
