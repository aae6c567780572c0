/** `share` and `drop` in their own process, and tools to use them with. @module */

import { type Program, start } from "../support/program.ts";

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
    const [, url] = await program.waitFor(/^ {2}(https?:\/\/\S+)$/m);
    return { program, url: url!, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
  } catch (error) {
    await program[Symbol.asyncDispose]();
    throw error;
  }
}

/** Runs a tool to its end. */
export async function tool(
  name: string,
  args: readonly string[],
  options: { cwd?: string; input?: Uint8Array<ArrayBuffer> } = {},
): Promise<{ code: number; out: string; bytes: Uint8Array<ArrayBuffer>; err: string }> {
  const child = new Deno.Command(name, {
    args: [...args],
    ...options.cwd !== undefined && { cwd: options.cwd },
    stdin: options.input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (options.input !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(options.input);
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), bytes: stdout, err: text(stderr) };
}
