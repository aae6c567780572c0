/** The terminal over the standard streams. @module */

import { sleep } from "../async.ts";
import { writeAll, writeAllSync } from "../bytes.ts";
import { LocalError } from "../errors.ts";
import { jsonLine } from "../text/json_line.ts";
import { LineEditor } from "./line_editor.ts";
import { LineReader } from "./line_reader.ts";
import { OutputClosed } from "./output_closed.ts";
import { type Style, styleOf } from "./style.ts";
import type { AskOptions, Terminal } from "./terminal.ts";

/** The standard streams, as `Deno` has them. */
export interface StandardStreams {
  /** Standard input. `setRaw` turns off echo and line buffering, and throws if that is not supported. */
  stdin: {
    readonly readable: ReadableStream<Uint8Array>;
    isTerminal(): boolean;
    setRaw?(mode: boolean, options?: { cbreak: boolean }): void;
  };
  /** Standard output; a write may be short. */
  stdout: { write(bytes: Uint8Array): Promise<number>; isTerminal(): boolean };
  /** Standard error; a write may be short. */
  stderr: { writeSync(bytes: Uint8Array): number; isTerminal(): boolean };
  /** The size of the terminal. May throw if there is none. */
  consoleSize(): { columns: number };
}

/** Options of {@linkcode StdioTerminal}. */
export interface StdioTerminalOptions {
  /** Writes events to stdout, one a line. @default {false} */
  json?: boolean;
  /** Hides notes and progress. @default {false} */
  quiet?: boolean;
  /** Turns colour off. @default {false} */
  noColor?: boolean;
  /** Whether the terminal cannot move its cursor (`TERM=dumb`). Turns redrawing off. @default {false} */
  dumb?: boolean;
}

/** Columns of a terminal of unknown width. */
const USUAL_COLUMNS = 80;
/** Milliseconds between attempts to write to a full non-blocking stream. */
const RETRY_INTERVAL = 1;
/** Lines that wait for the answer to a question at most. */
const MAX_HELD = 50;
/** Attempts to write to a full stderr before the text is dropped. */
const MAX_RETRIES = 1000;

const encoder = new TextEncoder();

/** {@linkcode Terminal} over {@linkcode StandardStreams}. */
export class StdioTerminal implements Terminal {
  #streams: StandardStreams;
  #options: StdioTerminalOptions;
  #drawn: readonly string[] = [];
  #writing: Promise<void> = Promise.resolve();
  #lines: LineReader | undefined;
  #stdin: ReadableStream<Uint8Array> | undefined;
  #asking = false;
  /** Lines for stderr that wait for the answer to a question; further ones are only counted. */
  #held: string[] = [];
  #dropped = 0;
  #hasEnded = false;

  readonly live: boolean;
  readonly interactive: boolean;
  readonly stderrIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  readonly color: boolean;
  readonly style: Style;
  readonly outStyle: Style;
  readonly json: boolean;

  /** Determines the properties of the streams once. */
  constructor(streams: StandardStreams, options: StdioTerminalOptions = {}) {
    this.#streams = streams;
    this.#options = options;
    const stderrIsTerminal = this.stderrIsTerminal = streams.stderr.isTerminal();
    this.json = options.json ?? false;
    this.live = stderrIsTerminal && !options.quiet && !this.json && !options.dumb;
    this.interactive = stderrIsTerminal && streams.stdin.isTerminal();
    this.stdoutIsTerminal = streams.stdout.isTerminal();
    const mayColor = !options.noColor && !options.dumb && !options.quiet;
    this.color = stderrIsTerminal && mayColor;
    this.style = styleOf(this.color);
    this.outStyle = styleOf(this.stdoutIsTerminal && mayColor && !this.json);
  }

  get columns(): number {
    try {
      // Pseudo-terminals without a size report 0.
      return this.#streams.consoleSize().columns || USUAL_COLUMNS;
    } catch {
      return USUAL_COLUMNS;
    }
  }

  get stdin(): ReadableStream<Uint8Array> {
    return this.#stdin ??= emptyIfUnreadable(this.#streams.stdin.readable);
  }

  print(text: string): Promise<void> {
    return this.printBytes(encoder.encode(text));
  }

  /** Writes are whole and in the order of the calls, whether they are awaited or not. */
  printBytes(bytes: Uint8Array): Promise<void> {
    const turn = this.#writing.then(() => this.#writeOut(bytes));
    this.#writing = turn.catch(() => {});
    return turn;
  }

  async event(event: Record<string, unknown> & { event: string }): Promise<void> {
    if (!this.json) return;
    this.#hasEnded = ["done", "error"].includes(event.event) && !Object.hasOwn(event, "peer");
    await this.print(jsonLine(event));
  }

  async end(exit: number): Promise<void> {
    if (!this.#hasEnded) await this.event({ event: "done", exit });
  }

  note(line: string): void {
    if (!this.#options.quiet) this.warn(line);
  }

  warn(line: string): void {
    // What a peer causes must not stand below an open question, where it could pose as another one.
    if (this.#asking) {
      if (this.#held.length < MAX_HELD) this.#held.push(line);
      else this.#dropped++;
      return;
    }
    this.#writeErr(`${this.#erased()}${line}\n${this.#drawn.join("\n")}`);
  }

  /** Prints what waited for the answer. */
  #release(): void {
    for (const line of this.#held.splice(0)) this.warn(line);
    if (this.#dropped > 0) this.warn(`… and ${this.#dropped} more messages`);
    this.#dropped = 0;
  }

  draw(lines: readonly string[]): void {
    // A question must not be overwritten.
    if (!this.live || this.#asking || (lines.length === 0 && this.#drawn.length === 0)) return;
    this.#writeErr(this.#erased() + lines.join("\n"));
    this.#drawn = [...lines];
  }

  async ask(
    question: string,
    signal: AbortSignal,
    { complete, again = false }: AskOptions = {},
  ): Promise<string | undefined> {
    if (!this.interactive) return undefined;
    signal.throwIfAborted();
    this.draw([]);
    this.#lines ??= new LineReader(this.#streams.stdin.readable);
    this.#asking = true;
    // In raw mode an incomplete line that was typed before is received as well, and can be discarded.
    let byKey = this.#setByKey(true);
    try {
      if (!again) await this.#lines.drain();
      // The editor moves the cursor.
      if (byKey && this.#options.dumb) byKey = !this.#setByKey(false);
      signal.throwIfAborted();
      this.#writeErr(question);
      if (!byKey) return await this.#lines.next(signal);
      const show = (text: string) => this.#writeErr(text);
      const editor = new LineEditor(question, complete ?? (() => []));
      return await this.#lines.edit(editor, show, signal);
    } catch (error) {
      // Ends the line of the question.
      this.#writeErr("\n");
      throw error;
    } finally {
      this.#asking = false;
      if (byKey) this.#setByKey(false);
      this.#release();
    }
  }

  /** Turns raw mode on or off, in which Ctrl-C still interrupts. Returns false if it is not supported. */
  #setByKey(on: boolean): boolean {
    if (!this.#streams.stdin.setRaw) return false;
    try {
      this.#streams.stdin.setRaw(on, { cbreak: on });
      return true;
    } catch {
      // Not supported on this system: the line is typed without completion.
      return false;
    }
  }

  /** The escape sequences that erase the drawn lines: to the start of the first one, then clear below. */
  #erased(): string {
    const { length } = this.#drawn;
    if (length === 0) return "";
    return `\r${length > 1 ? `\x1b[${length - 1}A` : ""}\x1b[J`;
  }

  async #writeOut(bytes: Uint8Array): Promise<void> {
    const drawn = this.#drawn;
    const shared = this.stdoutIsTerminal && drawn.length > 0;
    if (shared) this.draw([]);
    try {
      await writeAll({ write: (rest) => this.#writeSome(rest) }, bytes);
    } finally {
      if (shared && this.#drawn.length === 0) this.draw(drawn);
    }
  }

  async #writeSome(bytes: Uint8Array): Promise<number> {
    try {
      return await this.#streams.stdout.write(bytes);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error.name === "BrokenPipe") throw new OutputClosed({ cause: error });
      if (error.name !== "WouldBlock") throw outputFailed(error);
      await sleep(RETRY_INTERVAL);
      return 0;
    }
  }

  /** Synchronous, so that the last message of a program is not lost at its exit. */
  #writeErr(text: string): void {
    let retries = 0;
    const writeSync = (bytes: Uint8Array) => {
      try {
        return this.#streams.stderr.writeSync(bytes);
      } catch (error) {
        const isFull = error instanceof Error && error.name === "WouldBlock";
        // The rest is dropped: there is no other stream to report the failure on.
        if (!isFull || ++retries > MAX_RETRIES) return bytes.length;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_INTERVAL);
        return 0;
      }
    };
    writeAllSync({ writeSync }, encoder.encode(text));
  }
}

function outputFailed(error: Error): LocalError {
  const isFull = "code" in error && error.code === "ENOSPC";
  return new LocalError(
    isFull ? "no_space" : "io",
    `Cannot write to standard output: ${error.message}`,
    {
      cause: error,
    },
  );
}

function inputFailed(error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const why = error.code === "EISDIR" ? "it is a folder" : `the system reports ${error.code}`;
  return new LocalError("io", `Cannot read standard input: ${why}`, { cause: error });
}

/**
 * Passes a stream on, and treats a descriptor that cannot be read as an empty one: nohup(1) opens standard
 * input for writing only.
 */
function emptyIfUnreadable(source: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  return new ReadableStream({
    async pull(controller) {
      reader ??= source.getReader();
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        if ((error as { code?: unknown }).code !== "EBADF") throw inputFailed(error);
        controller.close();
      }
    },
    cancel: (reason) => (reader ?? source).cancel(reason),
  }, { highWaterMark: 0 });
}
