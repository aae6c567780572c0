/** A process that a test has started: its output, input and end. @module */

import { assertListedExit } from "./listed_exit.ts";
import { PATIENCE } from "./wait.ts";

/** The end of a program, and its output. */
export interface Ended {
  /** Its exit code; 128 + n if signal n ended it. */
  code: number;
  /** All of its standard output. */
  out: string;
  /** All of its standard error. */
  err: string;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** A running program. `await using` ends it with the scope. */
export class Program implements AsyncDisposable {
  /** Its command line. */
  readonly words: readonly string[];
  /** Its standard output so far. */
  out = "";
  /** Its standard error so far. */
  err = "";
  /** Its exit code; undefined until it has ended and all its output was read. */
  code: number | undefined;
  /** The signal that ended it; null if it ended by itself, or runs. */
  signal: Deno.Signal | null = null;
  /** Resolves once it has ended and all its output was read. */
  readonly ended: Promise<Ended>;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Bytes> | undefined;
  readonly #chunks: Bytes[] = [];
  #listeners: (() => void)[] = [];

  /** @param input Its standard input, if it stays open for {@link write}. */
  constructor(
    words: readonly string[],
    child: Deno.ChildProcess,
    input: WritableStreamDefaultWriter<Bytes> | undefined,
  ) {
    this.words = words;
    this.#child = child;
    this.#input = input;
    this.ended = this.#follow();
  }

  /** Its process. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Its standard output and standard error so far, one after the other. */
  get said(): string {
    return this.out + this.err;
  }

  /** Its standard output so far, as bytes. */
  get bytes(): Bytes {
    const bytes = new Uint8Array(this.#chunks.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  async #follow(): Promise<Ended> {
    const [{ code, signal }] = await Promise.all([
      this.#child.status,
      this.#read("out", this.#child.stdout),
      this.#read("err", this.#child.stderr),
    ]);
    this.code = code;
    this.signal = signal;
    // Drops unwritten bytes: no process reads them.
    await this.#input?.abort().catch(() => {});
    this.#notify();
    if (signal === null) assertListedExit(this.words, code, this.err);
    return { code, out: this.out, err: this.err };
  }

  async #read(where: "out" | "err", stream: ReadableStream<Bytes>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      if (where === "out") this.#chunks.push(chunk);
      this[where] += decoder.decode(chunk, { stream: true });
      this.#notify();
    }
    this[where] += decoder.decode();
  }

  #notify(): void {
    for (const listener of this.#listeners.splice(0)) listener();
  }

  /**
   * Resolves with the first match in its standard error or output; rejects if it ends or stays
   * silent.
   */
  async waitFor(
    pattern: RegExp,
    where: "out" | "err" = "err",
    patience = PATIENCE,
  ): Promise<RegExpExecArray> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(this.#silent(pattern, "did not say")), patience);
    try {
      for (;;) {
        const match = pattern.exec(this[where]);
        if (match) return match;
        if (this.code !== undefined) throw this.#silent(pattern, "ended without saying");
        await Promise.race([
          new Promise<void>((resolve) => this.#listeners.push(resolve)),
          late.promise,
        ]);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #silent(pattern: RegExp, how: string): Error {
    return new Error(`the program ${how} ${pattern}:\n${this.out}\n${this.err}`);
  }

  /** Resolves with the port of the first address of this scheme that it listens on. */
  async port(scheme = "tcp"): Promise<number> {
    const [, port] = await this.waitFor(new RegExp(`Listening on ${scheme}://\\S*:(\\d+)`));
    return Number(port);
  }

  /** Writes to its standard input. */
  async write(data: string | Uint8Array): Promise<void> {
    if (this.#input === undefined) throw new TypeError("write needs { interactive: true }");
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : new Uint8Array(data);
    await this.#input.write(bytes);
  }

  /** Ends its standard input; resolves once it has ended. */
  async end(): Promise<Ended> {
    await this.#input?.close().catch(() => {/* It has ended. */});
    return await this.ended;
  }

  /** Sends a signal and ends its standard input; resolves once it has ended. */
  async stop(signal: Deno.Signal = "SIGTERM"): Promise<Ended> {
    this.kill(signal);
    return await this.end();
  }

  /** Sends a signal; does nothing if it has ended. */
  kill(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch {
      // It has ended.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.code === undefined) this.kill("SIGKILL");
    await this.ended;
  }
}
