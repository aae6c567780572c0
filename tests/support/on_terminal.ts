/**
 * The program on a terminal, as a user runs it. `script` of util-linux provides the terminal.
 *
 * @module
 */

import { commandLine, type Program, startCommand, type StartOptions } from "./program.ts";

/** A program on a terminal; its screen is its standard output. */
export interface OnTerminal extends AsyncDisposable {
  /** The program. */
  program: Program;
  /** Types keys. */
  type(keys: string): Promise<void>;
}

/** Returns why no terminal can be provided here; undefined: it can. */
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
 * @param then A command that a shell runs on the same terminal afterwards. @default {none}
 */
export async function startOnTerminal(
  args: readonly string[],
  options: Omit<StartOptions, "stdin" | "interactive"> & { then?: string } = {},
): Promise<OnTerminal> {
  const line = (await commandLine(args)).map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  // Ctrl-C is for the program; some shells would end as well, before they run the next command.
  const shell = `trap : INT; ${line.join(" ")}; ${options.then ?? "exit $?"}`;
  const program = startCommand(["script", "-qefc", shell, "/dev/null"], {
    ...options,
    // The terminal of the tests may be of another kind, or missing.
    env: { TERM: "xterm", ...options.env },
    interactive: true,
  });
  return {
    program,
    type: (text) => program.write(text),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}
