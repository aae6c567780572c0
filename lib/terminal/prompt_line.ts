/** A line that is typed while other text comes in. @module */

/** What a key press led to. */
export type Typed = { line: string } | "end" | "changed";

const graphemes = new Intl.Segmenter();

/**
 * Takes the bytes of a terminal without line discipline and keeps the line being typed: characters,
 * Backspace, Ctrl-W (word), Ctrl-U (line), Enter, Ctrl-D (end, on an empty line). Arrow keys and other
 * escape sequences are swallowed.
 */
export class PromptLine {
  readonly #decoder = new TextDecoder();
  #text = "";
  #escape = "";

  /** The line so far. */
  get text(): string {
    return this.#text;
  }

  /** Takes what was typed. */
  *push(bytes: Uint8Array): Generator<Typed, void, void> {
    for (const character of this.#decoder.decode(bytes, { stream: true })) {
      const typed = this.#key(character);
      if (typed !== undefined) yield typed;
    }
  }

  #key(character: string): Typed | undefined {
    if (this.#escape !== "") return this.#swallow(character);
    switch (character) {
      case "\x1b":
        this.#escape = character;
        return undefined;
      case "\r":
      case "\n": {
        const line = this.#text;
        this.#text = "";
        return { line };
      }
      case "\x04":
        return this.#text === "" ? "end" : undefined;
      case "\x7f":
      case "\b":
        this.#text = [...graphemes.segment(this.#text)].slice(0, -1)
          .map(({ segment }) => segment).join("");
        return "changed";
      case "\x15":
        this.#text = "";
        return "changed";
      case "\x17":
        this.#text = this.#text.replace(/\S*\s*$/, "");
        return "changed";
    }
    if (character < " " && character !== "\t") return undefined;
    this.#text += character;
    return "changed";
  }

  /** ECMA-48: ESC `[` parameters, then a final byte; ESC O and one; or ESC and one. */
  #swallow(character: string): undefined {
    this.#escape += character;
    // deno-lint-ignore no-control-regex
    const isWhole = /^\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|[^[O])$/s.test(this.#escape);
    if (isWhole || this.#escape.length > 32) this.#escape = "";
  }
}
