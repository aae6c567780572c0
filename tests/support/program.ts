/**
 * The one place where tests learn how the program is started: the executable that the environment
 * variable `SLUICE_EXECUTABLE` names, or else the source, with the permissions of the plain edition.
 *
 * @module
 */

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { configInForce } from "../../scripts/closed_network.ts";
import { permissionFlags } from "../../scripts/permissions.ts";

const main = fileURLToPath(new URL("../../main.ts", import.meta.url));

/** The executable under test; undefined: the source. */
export const executable: string | undefined = ((path) => path && resolve(path))(
  Deno.env.get("SLUICE_EXECUTABLE"),
);

/** Milliseconds to wait for what a program should say soon. */
const PATIENCE = 20_000;

/** How a program is started. */
export interface StartOptions {
  /** The folder it stands in. Default: the tests' own. */
  cwd?: string;
  /** Environment on top of the tests' own. Default: nothing. */
  env?: Record<string, string>;
  /** What it reads from standard input. Default: nothing, and no terminal. */
  stdin?: string | Uint8Array | ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** How a program ended, and what it said. */
export interface Ended {
  /** Its exit code; 128 + n where signal n ended it. */
  code: number;
  /** All of its standard output. */
  out: string;
  /** All of its standard error. */
  err: string;
}

/** A running program. `await using` ends it with the scope. */
export interface Program extends AsyncDisposable {
  /** Its process. */
  readonly pid: number;
  /** Its standard output so far. */
  readonly out: string;
  /** Its standard error so far. */
  readonly err: string;
  /** Both. */
  readonly said: string;
  /** Resolves once it has ended and everything it said was read. */
  readonly ended: Promise<Ended>;
  /** The first match in its standard error (or output); rejects where it ends, or stays silent. */
  waitFor(pattern: RegExp, where?: "out" | "err"): Promise<RegExpExecArray>;
  /** Sends a signal; nothing where it has ended. */
  kill(signal: Deno.Signal): void;
}

/** The words that start the program with these arguments: the executable first. */
export async function commandLine(args: readonly string[]): Promise<[string, ...string[]]> {
  if (executable !== undefined) return [executable, ...args];
  const config = `--config=${await configInForce()}`;
  const flags = await permissionFlags("plain");
  return [Deno.execPath(), "run", config, "--quiet", "--no-check", ...flags, main, ...args];
}

/** Starts the program. */
export async function start(args: readonly string[], options: StartOptions = {}): Promise<Program> {
  return startCommand(await commandLine(args), options);
}

/** Starts any program. */
export function startCommand(
  [command, ...words]: [string, ...string[]],
  options: StartOptions = {},
): Program {
  const child = new Deno.Command(command, {
    args: words,
    ...options.cwd !== undefined && { cwd: options.cwd },
    ...options.env && { env: options.env },
    stdin: options.stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (options.stdin !== undefined) void feed(child.stdin, options.stdin);
  return new RunningProgram(child);
}

/** Runs the program to its end. */
export async function run(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  await using program = await start(args, options);
  return await program.ended;
}

async function feed(
  into: WritableStream<Uint8Array<ArrayBuffer>>,
  from: NonNullable<StartOptions["stdin"]>,
): Promise<void> {
  const bytes = typeof from === "string" ? new TextEncoder().encode(from) : from;
  const stream = bytes instanceof ReadableStream
    ? bytes
    : ReadableStream.from([new Uint8Array(bytes)]);
  // A program that ends early does not read to the end.
  await stream.pipeTo(into).catch(() => {});
}

class RunningProgram implements Program {
  readonly #child: Deno.ChildProcess;
  readonly ended: Promise<Ended>;
  out = "";
  err = "";
  #over = false;
  #listeners: (() => void)[] = [];

  constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.ended = this.#follow();
  }

  get said(): string {
    return this.out + this.err;
  }

  get pid(): number {
    return this.#child.pid;
  }

  async #follow(): Promise<Ended> {
    const [{ code }] = await Promise.all([
      this.#child.status,
      this.#read("out", this.#child.stdout),
      this.#read("err", this.#child.stderr),
    ]);
    this.#over = true;
    this.#news();
    return { code, out: this.out, err: this.err };
  }

  async #read(where: "out" | "err", stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      this[where] += text;
      this.#news();
    }
  }

  #news(): void {
    for (const listener of this.#listeners.splice(0)) listener();
  }

  async waitFor(pattern: RegExp, where: "out" | "err" = "err"): Promise<RegExpExecArray> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(this.#silent(pattern, "did not say")), PATIENCE);
    try {
      for (;;) {
        const match = pattern.exec(this[where]);
        if (match) return match;
        if (this.#over) throw this.#silent(pattern, "ended without saying");
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

  kill(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch {
      // It has ended meanwhile.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#over) this.kill("SIGKILL");
    await this.ended;
  }
}
