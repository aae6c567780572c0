/**
 * The measured programs: each in a process group of its own with a deadline, so that all of them,
 * and nothing else, are ended in any case.
 *
 * @module
 */

import { takeUsage, type Usage } from "./usage.ts";

/** Milliseconds after which a program is ended. */
const DEADLINE = 5 * 60_000;
/** Milliseconds to wait for what a program says at its start. */
const PATIENCE = 60_000;

/** Options of {@linkcode Processes.start}. */
export interface StartOptions {
  /** File for standard input. @default {an empty file} */
  input?: string | undefined;
  /** File for standard output. @default {discarded} */
  output?: string | undefined;
  /** Whether it runs until it is ended, without a deadline. @default {false} */
  lasting?: boolean;
}

/** A server for all rounds, which the deadline of a single run must not end. */
export const LASTING: StartOptions = { lasting: true };

/** A program that was started. */
export interface Started {
  /** Its process id, which is also its group id. */
  pid: number;
  /** Resolves to its cost once it has ended with status 0. */
  ended: Promise<Usage>;
  /** Resolves to its cost once it has ended with any status. */
  usage: Promise<Usage>;
  /** Resolves to the first match in its standard error. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Starts programs, and ends those that still run. */
export class Processes {
  readonly #running = new Set<Deno.ChildProcess>();
  readonly #patience: number;
  readonly #deadline: number;
  #stopped = false;

  /** Words before a program that make it report its cost. @default {none; no cost is known} */
  measure: readonly string[] = [];

  /**
   * @param patience Milliseconds to wait for what a program says. @default {1 minute}
   * @param deadline Milliseconds after which a program is ended. @default {5 minutes}
   */
  constructor(patience: number = PATIENCE, deadline: number = DEADLINE) {
    this.#patience = patience;
    this.#deadline = deadline;
  }

  /** Whether {@linkcode stop} was called. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Starts a program. */
  start(command: readonly string[], options: StartOptions = {}): Started {
    if (this.#stopped) throw new Error(`run ${command[0]}: stopped`);
    // The shell only opens the files, and then replaces itself by the program.
    const child = new Deno.Command("/bin/sh", {
      args: [
        "-c",
        'in=$1 out=$2; shift 2; exec "$@" <"$in" >"$out"',
        "sh",
        options.input ?? "/dev/null",
        options.output ?? "/dev/null",
        ...this.measure,
        ...command,
      ],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      detached: true,
    }).spawn();
    this.#running.add(child);
    const errors = new Errors(child.stderr);
    let late = false;
    const deadline = options.lasting ? undefined : setTimeout(() => {
      late = true;
      signalGroup(child, "SIGKILL");
    }, this.#deadline);
    const end = async () => {
      const status = await child.status;
      clearTimeout(deadline);
      this.#running.delete(child);
      await errors.read;
      const { text, usage } = takeUsage(errors.text);
      const how = late ? `no end within ${this.#deadline / 1000} s` : status.signal ?? status.code;
      const failure = status.success ? "" : `${command.join(" ")}: ${how}: ${text.trim()}`;
      return { failure, usage };
    };
    const either = end();
    const usage = either.then(({ usage }) => usage);
    const ended = either.then(({ failure, usage }) => {
      if (failure !== "") throw new Error(failure);
      return usage;
    });
    // The caller may await another process first; until then the rejection must not count as
    // unhandled.
    ended.catch(() => {});
    return {
      pid: child.pid,
      ended,
      usage,
      says: (pattern) => errors.match(pattern, this.#patience),
    };
  }

  /** Ends a program and its children; resolves to their cost. */
  end(started: Started): Promise<Usage> {
    for (const child of this.#running) {
      if (child.pid === started.pid) signalGroup(child, "SIGTERM");
    }
    return started.usage;
  }

  /** Returns a function that ends the programs that were started since and still run. */
  mark(): () => Promise<void> {
    const before = new Set(this.#running);
    return async () => {
      const since = [...this.#running].filter((child) => !before.has(child));
      for (const child of since) signalGroup(child, "SIGKILL");
      await Promise.all(since.map((child) => child.status));
    };
  }

  /** Ends all that still run; no other can be started. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const left = [...this.#running];
    for (const child of left) signalGroup(child, "SIGKILL");
    await Promise.all(left.map((child) => child.status));
  }
}

function signalGroup(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    Deno.kill(-child.pid, signal);
  } catch { /* it has ended in the meantime */ }
}

/** Standard error, kept. */
class Errors {
  text = "";
  readonly read: Promise<void>;
  #ended = false;
  #wake: (() => void)[] = [];

  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.read = this.#readAll(stream);
  }

  async #readAll(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
      this.text = (this.text + chunk).slice(-10_000);
      this.#wake.splice(0).forEach((wake) => wake());
    }
    this.#ended = true;
    this.#wake.splice(0).forEach((wake) => wake());
  }

  async match(pattern: RegExp, patience: number): Promise<RegExpExecArray> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#wake.splice(0).forEach((wake) => wake());
    }, patience);
    try {
      for (;;) {
        const match = pattern.exec(this.text);
        if (match) return match;
        if (this.#ended || late) {
          throw new Error(`wait for ${pattern}: the program said ${this.text}`);
        }
        await new Promise<void>((resolve) => this.#wake.push(resolve));
      }
    } finally {
      clearTimeout(timer);
    }
  }
}
