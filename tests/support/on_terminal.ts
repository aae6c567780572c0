/**
 * The program on a terminal, as a person has it. The terminal is made by `script` of util-linux.
 *
 * @module
 */

import { commandLine, type Program, startCommand, type StartOptions } from "./program.ts";

/** A program on a terminal; what it shows is its standard output. */
export interface OnTerminal extends AsyncDisposable {
  /** The program. */
  program: Program;
  /** Types keys. */
  type(keys: string): Promise<void>;
}

/** Why there is no terminal to be had here; undefined: there is. */
export function noTerminal(): string | undefined {
  try {
    const { stdout } = new Deno.Command("script", { args: ["--version"] }).outputSync();
    if (new TextDecoder().decode(stdout).includes("util-linux")) return undefined;
  } catch { /* not installed */ }
  return "script of util-linux is not installed";
}

/**
 * Starts the program on a terminal of its own.
 *
 * @param then What a shell does on the same terminal afterwards. Default: it ends as the program did.
 */
export async function startOnTerminal(
  args: readonly string[],
  options: Omit<StartOptions, "stdin"> & { then?: string } = {},
): Promise<OnTerminal> {
  const line = (await commandLine(args)).map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  const keys = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const writer = keys.writable.getWriter();
  // Ctrl-C is for the program; some shells would end of it before they come to what follows.
  const shell = `trap : INT; ${line.join(" ")}; ${options.then ?? "exit $?"}`;
  const program = startCommand(["script", "-qefc", shell, "/dev/null"], {
    ...options,
    // Whatever the tests themselves are run on.
    env: { TERM: "xterm", ...options.env },
    stdin: keys.readable,
  });
  return {
    program,
    type: (text) => writer.write(new TextEncoder().encode(text)),
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await writer.abort().catch(() => {});
    },
  };
}
