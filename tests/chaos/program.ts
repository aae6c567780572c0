/** The program as a child process that can be killed. @module */

import { configInForce } from "../../scripts/closed_network.ts";
import { permissionFlags } from "../../scripts/permissions.ts";

const main = new URL("../../main.ts", import.meta.url).pathname;

/** A running program. */
export interface Program {
  /** Its arguments. */
  args: string[];
  /** Port it listens on; rejects where it ends before it listens. */
  port: Promise<number>;
  /** Its exit code (128 + n: ended by signal n), once it has ended and all was read. */
  code: Promise<number>;
  /** Undefined until it has ended. */
  ended: number | undefined;
  /** What it has written so far. */
  out: string;
  /** What it has written so far. */
  err: string;
  /** Sends a signal; nothing where it has ended. */
  kill(signal: Deno.Signal): void;
}

/** Starts the plain edition from source. */
export async function startProgram(args: string[], cwd: string): Promise<Program> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      `--config=${await configInForce()}`,
      "--quiet",
      "--no-check",
      ...await permissionFlags("plain"),
      main,
      ...args,
    ],
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const listening = Promise.withResolvers<number>();
  const program: Program = {
    args,
    port: listening.promise,
    code: end(),
    ended: undefined,
    out: "",
    err: "",
    kill(signal) {
      try {
        if (program.ended === undefined) child.kill(signal);
      } catch { /* it has ended meanwhile */ }
    },
  };
  listening.promise.catch(() => {/* awaited by whoever needs it */});

  async function end(): Promise<number> {
    const [{ code }] = await Promise.all([child.status, readOut(), readErr()]);
    program.ended = code;
    listening.reject(new Error(`it ended with ${code} before it listened: ${program.err}`));
    return code;
  }
  async function readOut() {
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) program.out += text;
  }
  async function readErr() {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      program.err += text;
      const found = /^listening on tcp:\/\/.*:(\d+)$/m.exec(program.err);
      if (found) listening.resolve(Number(found[1]));
    }
  }
  return program;
}

/** The events that a program with `--json` has written, as far as their lines are whole. */
export function eventsOf({ out }: Program): Record<string, unknown>[] {
  return out.split("\n").slice(0, -1).filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}
