/** A line that is typed key by key, with Tab to complete it. @module */

import { TypedLine } from "./typed_line.ts";

/** Matches that are shown when there is more than one. */
const SHOWN_MATCHES = 12;
/** Characters of a line at most. */
const MAX_CHARACTERS = 1024;
/** Visible characters: letters, marks, numbers, punctuation, symbols and the space. */
const VISIBLE = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

/** The result of one read of keys. */
export interface Edited {
  /** The text to write to the terminal. */
  echo: string;
  /** The line, once Enter was pressed. */
  line?: string;
  /** True after Ctrl-D on an empty line, the end of input. */
  ended?: boolean;
}

/**
 * A line that is typed on a terminal without echo and line buffering. It is shown by appending and
 * rubbing out only, without escape sequences.
 */
export class LineEditor {
  readonly #question: string;
  readonly #complete: (text: string) => readonly string[];
  readonly #line = new TypedLine({
    accepted: VISIBLE,
    // A code has dashes between its words.
    separators: "\\s-",
    completes: true,
    most: MAX_CHARACTERS,
  });
  /** The line as it is on the screen. */
  #shown = "";

  /**
   * @param question The text before the line, repeated below a list of matches.
   * @param complete Returns all completions of a line.
   */
  constructor(question: string, complete: (text: string) => readonly string[]) {
    this.#question = question;
    this.#complete = complete;
  }

  /** Takes keys, up to an Enter at most. */
  feed(chunk: Uint8Array): Edited {
    let echo = "";
    for (const typed of this.#line.push(chunk)) {
      if (typed === "end") return { echo, ended: true };
      if (typeof typed === "object") return { echo: `${echo}\n`, line: typed.line };
      echo += typed === "tab" ? this.#finish() : this.#update();
    }
    return { echo };
  }

  /** The text that turns the line on the screen into the current one. */
  #update(): string {
    const [before, after] = [[...this.#shown], [...this.#line.text]];
    let kept = 0;
    while (kept < after.length && before[kept] === after[kept]) kept++;
    this.#shown = this.#line.text;
    return "\b \b".repeat(before.length - kept) + after.slice(kept).join("");
  }

  /** Completes the line to the common start of all matches. If that adds nothing, lists them. */
  #finish(): string {
    const { text } = this.#line;
    const matches = this.#complete(text);
    const [first] = matches;
    if (first === undefined) return "\x07";
    const common = matches.reduce(commonStart);
    if (common.length > text.length || (matches.length === 1 && first !== text)) {
      this.#line.text = common;
      return this.#update();
    }
    if (matches.length === 1) return "";
    const words = matches.slice(0, SHOWN_MATCHES).map((match) => match.split(/[\s-]+/).at(-1));
    const more = matches.length > SHOWN_MATCHES ? " …" : "";
    return `\n${words.join(" ")}${more}\n${this.#question}${text}`;
  }
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}
