/** What somebody types, key by key, with Tab to complete it. @module */

/** Matches that are shown when there is more than one. */
const SHOWN_MATCHES = 12;
/** Characters of a line at most: more is not typed. */
const MAX_CHARACTERS = 1024;

/** What one read of keys comes to. */
export interface Typed {
  /** What the terminal is to show for it. */
  echo: string;
  /** The line, once Enter was pressed. */
  line?: string;
  /** Ctrl-D on an empty line: there is nothing more to come. */
  ended?: boolean;
}

/**
 * A line that is being typed on a terminal that neither echoes nor waits for Enter. It shows what it
 * is given by appending and rubbing out only, and never an escape sequence that somebody typed.
 */
export class LineEditor {
  readonly #question: string;
  readonly #complete: (text: string) => readonly string[];
  readonly #decoder = new TextDecoder();
  #characters: string[] = [];
  #inSequence = false;

  /**
   * @param question What stands before the line, to show it again below a list of matches.
   * @param complete All that a line may be completed to.
   */
  constructor(question: string, complete: (text: string) => readonly string[]) {
    this.#question = question;
    this.#complete = complete;
  }

  /** Takes keys. What comes behind Enter is dropped: it was typed before the next question. */
  feed(chunk: Uint8Array): Typed {
    let echo = "";
    for (const key of this.#decoder.decode(chunk, { stream: true })) {
      if (key === "\r" || key === "\n") return { echo: `${echo}\n`, line: this.#text };
      if (key === "\x04" && this.#characters.length === 0) return { echo, ended: true };
      echo += this.#press(key);
    }
    return { echo };
  }

  get #text(): string {
    return this.#characters.join("");
  }

  #press(key: string): string {
    if (this.#inSequence) {
      // The arrows and their like: ESC, [ or O, numbers, and a last letter or tilde (ECMA-48).
      this.#inSequence = !/[A-NP-Za-z~]/.test(key);
      return "";
    }
    switch (key) {
      case "\x1b":
        this.#inSequence = true;
        return "";
      case "\x7f":
      case "\b":
        return this.#rubOut(1);
      case "\x15": // Ctrl-U
        return this.#rubOut(this.#characters.length);
      case "\x17": // Ctrl-W
        return this.#rubOut(/[^\s-]*[\s-]*$/.exec(this.#text)![0].length);
      case "\t":
        return this.#finish();
      default:
        return /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(key) ? this.#append(key) : "";
    }
  }

  #append(text: string): string {
    const added = [...text].slice(0, MAX_CHARACTERS - this.#characters.length);
    this.#characters.push(...added);
    return added.join("");
  }

  #rubOut(count: number): string {
    const gone = Math.min(count, this.#characters.length);
    this.#characters.length -= gone;
    return "\b \b".repeat(gone);
  }

  /** As far as all matches agree; where that is no further, it shows them. */
  #finish(): string {
    const text = this.#text;
    const matches = this.#complete(text);
    const [first] = matches;
    if (first === undefined) return "\x07";
    const common = matches.reduce(commonStart);
    if (common.length > text.length || (matches.length === 1 && first !== text)) {
      return this.#rubOut(this.#characters.length) + this.#append(common);
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
