/**
 * The interface of the standard streams for commands: results go to stdout, everything else to stderr,
 * colour and redrawn lines to terminals only.
 *
 * @module
 */

import type { Style } from "./style.ts";

/** Returns all completions of a line. */
export type Complete = (text: string) => readonly string[];

/** Options of {@linkcode Terminal.ask}. */
export interface AskOptions {
  /** Completes the line at Tab. Default: Tab is a character. */
  complete?: Complete;
  /**
   * Whether the last question is asked again, because its answer was not clear: lines typed after that
   * answer count. @default {false}
   */
  again?: boolean;
}

/** The standard streams of a command. */
export interface Terminal {
  /** Writes a text to stdout. Resolves when it is written; rejects with `OutputClosed` if the reader has closed it. */
  print(text: string): Promise<void>;
  /** Writes bytes to stdout, as {@linkcode Terminal.print} does. */
  printBytes(bytes: Uint8Array): Promise<void>;
  /** Writes a line to stderr, above the progress lines. Does nothing with `--quiet`. */
  note(line: string): void;
  /** Writes a line to stderr, even with `--quiet`. */
  warn(line: string): void;
  /** Redraws the progress lines at the bottom of stderr. An empty list erases them. Does nothing unless {@linkcode Terminal.live}. */
  draw(lines: readonly string[]): void;
  /**
   * Asks a question on the terminal. Resolves to the line typed, or to undefined if there is no terminal or
   * its input has ended. What was typed before the question was shown is discarded.
   */
  ask(question: string, signal: AbortSignal, options?: AskOptions): Promise<string | undefined>;
  /** Whether progress is drawn: stderr is a terminal, without `--quiet` and `--json`. */
  readonly live: boolean;
  /** Whether questions can be answered: stdin and stderr are terminals. */
  readonly interactive: boolean;
  /** Whether stderr is a terminal. */
  readonly stderrIsTerminal: boolean;
  /** Whether stdout is a terminal. */
  readonly stdoutIsTerminal: boolean;
  /**
   * Whether stderr is coloured: it is a terminal, without `NO_COLOR`, `TERM=dumb`, `--no-color` and
   * `--quiet`.
   */
  readonly color: boolean;
  /** Styles text for stderr. */
  readonly style: Style;
  /** Styles text for stdout, under the same conditions, and without `--json`. */
  readonly outStyle: Style;
  /** Whether events are written to stdout (`--json`). */
  readonly json: boolean;
  /** Columns of the terminal; 80 if unknown. */
  readonly columns: number;
  /** Writes an event as a line of JSON to stdout. Does nothing without `--json`. */
  event(event: Record<string, unknown> & { event: string }): Promise<void>;
  /**
   * Writes the last event, `done` with the exit code, unless the last one written was `done` or `error`
   * of the whole program rather than of one peer. Does nothing without `--json`.
   */
  end(exit: number): Promise<void>;
  /** The bytes of standard input. */
  readonly stdin: ReadableStream<Uint8Array>;
}
