/** Starts programs. @module */

import { type Ended, Program } from "./process.ts";

/** Options of {@linkcode startCommand}. */
export interface StartOptions {
  /** Its working folder. @default {that of the tests} */
  cwd?: string;
  /** Environment in addition to that of the tests. @default {{}} */
  env?: Record<string, string>;
  /** Its whole standard input. @default {empty, and no terminal} */
  stdin?: string | Uint8Array | ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Keeps its standard input open for {@linkcode Program.write}. @default {false} */
  interactive?: boolean;
}

/** Starts any program. */
export function startCommand(
  words: readonly [string, ...string[]],
  { cwd, env, stdin, interactive = false }: StartOptions = {},
): Program {
  const [command, ...args] = words;
  const child = new Deno.Command(command, {
    args,
    ...cwd !== undefined && { cwd },
    ...env && { env },
    stdin: stdin !== undefined || interactive ? "piped" : "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  // A program that ends early does not read to the end.
  if (stdin !== undefined) void streamOf(stdin).pipeTo(child.stdin).catch(() => {});
  return new Program(words, child, interactive ? child.stdin.getWriter() : undefined);
}

function streamOf(
  data: NonNullable<StartOptions["stdin"]>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  if (data instanceof ReadableStream) return data;
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : new Uint8Array(data);
  return ReadableStream.from([bytes]);
}

/** Runs any program to its end. */
export async function runCommand(
  words: readonly [string, ...string[]],
  options: StartOptions = {},
): Promise<Ended & { bytes: Uint8Array<ArrayBuffer> }> {
  await using program = startCommand(words, options);
  const ended = await program.ended;
  return { ...ended, bytes: program.bytes };
}

/** Decodes bytes as text. */
export function text(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}
