/** `share` and `drop` in their own process, and tools to use them with. @module */

import { type Ended, type Program, runCommand, start } from "../support/program.ts";

/** A running `share` or `drop`. */
export interface Serving extends AsyncDisposable {
  /** Its program. */
  program: Program;
  /** The URL that it shows, with its final slash. */
  url: string;
}

/** Starts `share` or `drop` on a free port of loopback. */
export async function serving(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Serving> {
  const [command, ...rest] = args;
  const place = rest.includes("--listen") || rest.includes("--lan")
    ? []
    : ["--listen", "127.0.0.1:0"];
  const program = await start([command!, ...place, ...rest], { env });
  try {
    const [, url] = await program.waitFor(/^ {2}(https?:\/\/\S+)(?: \(\S+\))?$/m);
    return { program, url: url!, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
  } catch (error) {
    await program[Symbol.asyncDispose]();
    throw error;
  }
}

/** Runs a tool to its end; returns its standard output as text and as bytes. */
export async function tool(
  name: string,
  args: readonly string[],
  options: { cwd?: string; input?: Uint8Array<ArrayBuffer> } = {},
): Promise<Ended & { bytes: Uint8Array<ArrayBuffer> }> {
  return await runCommand([name, ...args], {
    ...options.cwd !== undefined && { cwd: options.cwd },
    ...options.input !== undefined && { stdin: options.input },
  });
}
