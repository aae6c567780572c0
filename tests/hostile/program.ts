/** The real program as a child process, to be attacked. @module */

import { commandLine } from "../support/program.ts";
import { within } from "./attack.ts";

/** How a program ended, and what it said. */
export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** A running program. */
export interface Program extends AsyncDisposable {
  /** Port it listens on; rejects where it ends before it does. */
  port(): Promise<number>;
  /** How it ended. */
  ended(): Promise<Ended>;
  /** Resolves once a text has been written to standard error. */
  says(text: string): Promise<void>;
  /** Sends a signal. */
  kill(signal: Deno.Signal): void;
}

/** Starts `sluice`; `prefix` is a program that starts it with other rights or limits. */
export async function start(
  args: string[],
  cwd: string,
  prefix: string[] = [],
  env: Record<string, string> = {},
): Promise<Program> {
  const [program, ...rest] = [...prefix, ...await commandLine(args)];
  const child = new Deno.Command(program!, {
    args: rest,
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let err = "";
  let isOver = false;
  let waiting: (() => void)[] = [];
  const changed = () => {
    for (const wake of waiting.splice(0)) wake();
  };
  const readErr = async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      err += text;
      changed();
    }
    isOver = true;
    changed();
  };
  const find = async (pattern: RegExp) => {
    for (;;) {
      const found = pattern.exec(err);
      if (found) return found;
      if (isOver) throw new Error(`${pattern} was never said: ${err}`);
      await new Promise<void>((resolve) => waiting = [...waiting, resolve]);
    }
  };
  const ended = (async () => {
    const [{ code }, out] = await Promise.all([
      child.status,
      new Response(child.stdout).text(),
      readErr(),
    ]);
    return { code, out, err };
  })();
  const listening = /^listening on tcp:\/\/.*:(\d+)$/m;
  const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return {
    port: async () => Number((await within(find(listening), "a listener"))[1]),
    ended: () => within(ended, "the program"),
    says: async (text) => void await within(find(new RegExp(escape(text))), text),
    kill: (signal) => child.kill(signal),
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch { /* it has ended */ }
      await ended;
    },
  };
}

/** A receiver that ends after one session and leaves nothing for a next one. */
export function startReceiver(
  into: string,
  args: string[] = ["--yes"],
  prefix: string[] = [],
): Promise<Program> {
  const words = ["receive", "--listen", "127.0.0.1:0", "--plain", "--once", "--no-resume"];
  return start([...words, "--into", into, ...args], into, prefix);
}

/** A sender that does not try again. */
export function startSender(
  paths: string[],
  port: number,
  prefix: string[] = [],
): Promise<Program> {
  const words = ["send", "--to", `127.0.0.1:${port}`, "--plain", "--retry", "0", ...paths];
  return start(words, "/", prefix);
}
