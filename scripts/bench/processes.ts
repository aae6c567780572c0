/**
 * The programs that are measured: each in a process group of its own with a deadline, so that
 * whatever happens all of them are ended, and nothing else is.
 *
 * @module
 */

import { peakMemory } from "./peak_memory.ts";

/** Milliseconds after which a program that should have ended long ago is ended. */
const DEADLINE = 5 * 60_000;

/** Options of {@linkcode Processes.start}. */
export interface StartOptions {
  /** File for standard input. Default: an empty one. */
  input?: string | undefined;
  /** File for standard output. Default: nowhere. */
  output?: string | undefined;
}

/** A program that was started. */
export interface Started {
  /** Its number, and its group's. */
  pid: number;
  /** Resolves to the peak of its memory in bytes where the system tells, once it has ended well. */
  ended: Promise<number | undefined>;
  /** Resolves to the first match in what it says on standard error. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Starts programs, and ends those that are left. */
export class Processes {
  readonly #running = new Set<Deno.ChildProcess>();
  #stopped = false;

  /** Starts a program. */
  start(command: readonly string[], options: StartOptions = {}): Started {
    if (this.#stopped) throw new Error(`run ${command[0]}: stopped`);
    // The shell only opens the files, and becomes the program.
    const child = new Deno.Command("/bin/sh", {
      args: [
        "-c",
        'in=$1 out=$2; shift 2; exec "$@" <"$in" >"$out"',
        "sh",
        options.input ?? "/dev/null",
        options.output ?? "/dev/null",
        ...command,
      ],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      detached: true,
    }).spawn();
    this.#running.add(child);
    const errors = new Errors(child.stderr);
    const deadline = setTimeout(() => signalGroup(child, "SIGKILL"), DEADLINE);
    const memory = peakMemory(child.pid);
    const end = async () => {
      const status = await child.status;
      clearTimeout(deadline);
      this.#running.delete(child);
      const peak = memory.stop();
      await errors.read;
      if (!status.success) {
        throw new Error(`${command.join(" ")}: ${status.signal ?? status.code}: ${errors.text}`);
      }
      return peak;
    };
    const ended = end();
    // The caller may await another process first; until then the rejection must not end this one.
    ended.catch(() => {});
    return { pid: child.pid, ended, says: (pattern) => errors.match(pattern) };
  }

  /** Ends a program and what it started. */
  async end(started: Started): Promise<void> {
    for (const child of this.#running) {
      if (child.pid === started.pid) signalGroup(child, "SIGTERM");
    }
    await started.ended.catch(() => {});
  }

  /** Ends all that are left, for good. */
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
  } catch { /* it has ended meanwhile */ }
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

  async match(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.text);
      if (match) return match;
      if (this.#ended) throw new Error(`wait for ${pattern}: the program said ${this.text}`);
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }
}
