/**
 * Edits a line by the keys of a terminal in raw mode. `node:readline` is not used: it draws with escape
 * sequences that move the cursor, handles Ctrl-C itself, needs Node.js streams around the standard ones,
 * and loading it takes 9 ms (Deno 2.9).
 *
 * @module
 */

/** The effect of a key: the line, ended by Enter; the end of input; a changed text; Tab. */
export type Typed = { line: string } | "end" | "changed" | "tab";

/** Options of {@linkcode TypedLine}. */
export interface TypedLineOptions {
  /** Characters that separate words for Ctrl-W, as the inside of a regular expression's set. @default {"\\s"} */
  separators?: string;
  /** Whether Tab is a key of its own rather than a character. @default {false} */
  completes?: boolean;
  /** Matches the characters that the line may have; others are ignored. @default {/[\t\P{Cc}]/u} */
  accepted?: RegExp;
  /** Characters of the line at most; further ones are ignored. @default {Infinity} */
  most?: number;
}

/**
 * A line being typed. Handles characters, Backspace, Ctrl-W (word),
 * Ctrl-U (line), Enter, Ctrl-D (end, on an empty line). Arrow keys, other escape sequences and
 * control characters are ignored.
 */
export class TypedLine {
  readonly #decoder = new TextDecoder();
  readonly #lastWord: RegExp;
  readonly #completes: boolean;
  readonly #accepted: RegExp;
  readonly #most: number;
  #text = "";
  #escape = "";

  /** Starts with an empty line. */
  constructor(options: TypedLineOptions = {}) {
    const { separators = "\\s", accepted = /[\t\P{Cc}]/u, completes = false, most } = options;
    this.#lastWord = new RegExp(`[^${separators}]*[${separators}]*$`);
    this.#completes = completes;
    this.#accepted = accepted;
    this.#most = most ?? Infinity;
  }

  /** The line so far. */
  get text(): string {
    return this.#text;
  }

  /** Replaces the line so far. */
  set text(text: string) {
    this.#text = text;
  }

  /** Takes what was typed. */
  *push(bytes: Uint8Array): Generator<Typed, void, void> {
    for (const character of this.#decoder.decode(bytes, { stream: true })) {
      const typed = this.#key(character);
      if (typed !== undefined) yield typed;
    }
  }

  #key(character: string): Typed | undefined {
    if (this.#escape !== "") return this.#continueEscape(character);
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
        this.#text = withoutLast(this.#text);
        return "changed";
      case "\x15":
        this.#text = "";
        return "changed";
      case "\x17":
        this.#text = this.#text.replace(this.#lastWord, "");
        return "changed";
    }
    if (character === "\t" && this.#completes) return "tab";
    const hasRoom = this.#most === Infinity || [...this.#text].length < this.#most;
    if (!hasRoom || !this.#accepted.test(character)) return undefined;
    this.#text += character;
    return "changed";
  }

  /** ECMA-48: ESC `[` parameters, then a final byte; ESC O and one; or ESC and one. */
  #continueEscape(character: string): undefined {
    this.#escape += character;
    // deno-lint-ignore no-control-regex
    const isWhole = /^\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|[^[O])$/s.test(this.#escape);
    if (isWhole || this.#escape.length > 32) this.#escape = "";
  }
}

/** The text without its last character, as a person sees it. */
function withoutLast(text: string): string {
  return [...new Intl.Segmenter().segment(text)].slice(0, -1)
    .map(({ segment }) => segment).join("");
}
