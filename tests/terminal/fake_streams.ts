/** Standard streams without a terminal behind them. @module */

import type { StandardStreams } from "../../lib/terminal/stdio_terminal.ts";

/** Options of {@linkcode FakeStreams}. */
export interface FakeStreamsOptions {
  /** Whether all three are terminals. @default {true} */
  terminal?: boolean;
  /** Whether stdout is a terminal. @default {terminal} */
  stdoutIsTerminal?: boolean;
  /** Bytes that one write takes at most. @default {Infinity} */
  shortWrites?: number;
  /** The error of a write to stdout. */
  stdoutError?: () => Error | undefined;
  /** The error of a write to stderr. */
  stderrError?: () => Error | undefined;
}

/** Fake streams that keep everything written to them. */
export class FakeStreams implements StandardStreams {
  #options: FakeStreamsOptions;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #written = { out: "", err: "" };

  readonly stdin: StandardStreams["stdin"];
  readonly stdout: StandardStreams["stdout"];
  readonly stderr: StandardStreams["stderr"];

  constructor(options: FakeStreamsOptions = {}) {
    this.#options = options;
    const { terminal = true, stdoutIsTerminal = terminal } = options;
    this.stdin = {
      readable: new ReadableStream({ start: (controller) => void (this.#controller = controller) }),
      isTerminal: () => terminal,
    };
    this.stdout = {
      write: (bytes) => Promise.resolve().then(() => this.#take("out", bytes, options.stdoutError)),
      isTerminal: () => stdoutIsTerminal,
    };
    this.stderr = {
      writeSync: (bytes) => this.#take("err", bytes, options.stderrError),
      isTerminal: () => terminal,
    };
  }

  /** Everything written so far. */
  get out(): string {
    return this.#written.out;
  }

  get err(): string {
    return this.#written.err;
  }

  consoleSize(): { columns: number } {
    if (this.#options.terminal === false) throw new Error("no terminal");
    return { columns: 100 };
  }

  /** Types text. */
  type(text: string): void {
    this.#controller.enqueue(new TextEncoder().encode(text));
  }

  /** Ends standard input. */
  end(): void {
    this.#controller.close();
  }

  #take(which: "out" | "err", bytes: Uint8Array, failure?: () => Error | undefined): number {
    const error = failure?.();
    if (error !== undefined) throw error;
    const taken = bytes.subarray(0, this.#options.shortWrites ?? bytes.length);
    this.#written[which] += new TextDecoder().decode(taken);
    return taken.length;
  }
}
