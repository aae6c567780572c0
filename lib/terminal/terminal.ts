/**
 * The standard streams as a command sees them: results on stdout, everything else on stderr,
 * colour and redrawn lines only where a person looks.
 *
 * @module
 */

/** All that a line may be completed to. */
export type Complete = (text: string) => readonly string[];

/** What a command may do with the standard streams. */
export interface Terminal {
  /** Writes text to stdout, whole, before it resolves; throws when the reader has gone. */
  print(text: string): Promise<void>;
  /** Writes bytes to stdout, whole. */
  printBytes(bytes: Uint8Array): Promise<void>;
  /** Writes a line to stderr, above a progress line if one is drawn. Nothing with `--quiet`. */
  note(line: string): void;
  /** Writes a line to stderr, also with `--quiet`. */
  warn(line: string): void;
  /** Redraws the progress lines at the bottom of stderr; an empty list takes them away. Nothing unless {@linkcode Terminal.live}. */
  draw(lines: readonly string[]): void;
  /**
   * Asks on the terminal and resolves to the line typed, without its end; undefined when there is no
   * terminal, or it ended. With `complete`, Tab completes the line to what that yields.
   */
  ask(question: string, signal: AbortSignal, complete?: Complete): Promise<string | undefined>;
  /** True when progress may be drawn: stderr is a terminal, neither `--quiet` nor `--json`. */
  readonly live: boolean;
  /** True when somebody can answer a question: stdin and stderr are terminals. */
  readonly interactive: boolean;
  /** True when stdout is a terminal. */
  readonly stdoutIsTerminal: boolean;
  /** True when colour is wanted on stderr. */
  readonly color: boolean;
  /** True with `--json`: stdout carries one event a line. */
  readonly json: boolean;
  /** Columns of stderr's terminal; 80 where unknown. */
  readonly columns: number;
  /** Writes one event as a line of JSON to stdout; nothing without `--json`. */
  event(event: Record<string, unknown> & { event: string }): Promise<void>;
  /** The bytes of standard input. */
  readonly stdin: ReadableStream<Uint8Array>;
}
