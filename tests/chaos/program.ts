/** The program as a child process whose port, events and end are of interest. @module */

import { type Program as Running, start } from "../support/program.ts";

/** A running program. */
export interface Program {
  /** Its arguments. */
  readonly args: string[];
  /** Port it listens on; rejects where it ends before it listens. */
  readonly port: Promise<number>;
  /** Its exit code (128 + n: ended by signal n), once it has ended and all was read. */
  readonly code: Promise<number>;
  /** Its exit code; undefined until it has ended. */
  readonly ended: number | undefined;
  /** What it has written so far. */
  readonly out: string;
  /** What it has written so far. */
  readonly err: string;
  /** Sends a signal; nothing where it has ended. */
  kill(signal: Deno.Signal): void;
}

/** Starts the program in a folder. */
export async function startProgram(args: string[], cwd: string): Promise<Program> {
  return new Child(args, await start(args, { cwd }));
}

class Child implements Program {
  readonly #running: Running;
  readonly args: string[];
  readonly code: Promise<number>;
  ended: number | undefined;

  constructor(args: string[], running: Running) {
    this.args = args;
    this.#running = running;
    this.code = running.ended.then(({ code }) => this.ended = code);
  }

  get out(): string {
    return this.#running.out;
  }

  get err(): string {
    return this.#running.err;
  }

  get port(): Promise<number> {
    return this.#running.waitFor(/^listening on tcp:\/\/.*:(\d+)$/m).then(([, port]) =>
      Number(port)
    );
  }

  kill(signal: Deno.Signal): void {
    this.#running.kill(signal);
  }
}

/** The events that a program with `--json` has written, as far as their lines are whole. */
export function eventsOf({ out }: Program): Record<string, unknown>[] {
  return out.split("\n").slice(0, -1).filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}
