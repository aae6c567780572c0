/** Single keys of a terminal while other output is printed. @module */

import type { Terminal } from "../../lib/terminal/terminal.ts";

/** Keys that are typed on a terminal. */
export interface TypedKeys extends AsyncIterable<string> {
  /** Gives the terminal back in its earlier mode. May be called more than once. */
  stop(): void;
}

/**
 * Reads single keys, without echo; Ctrl-C still interrupts. The runtime restores the terminal's mode where
 * the program ends without `stop`.
 *
 * @returns undefined where standard input or standard error is no terminal, and on systems without a mode of
 *   single keys in which Ctrl-C interrupts: Windows.
 */
export function typedKeys(
  terminal: Terminal,
  stdin: Pick<typeof Deno.stdin, "setRaw"> = Deno.stdin,
): TypedKeys | undefined {
  if (!terminal.live || !terminal.interactive) return undefined;
  const enter = () => {
    try {
      stdin.setRaw(true, { cbreak: true });
      return true;
    } catch {
      return false;
    }
  };
  if (!enter()) return undefined;
  // A shell that continues the program after Ctrl-Z leaves the terminal in the shell's mode.
  Deno.addSignalListener("SIGCONT", enter);
  const reader = terminal.stdin.getReader();
  let stopped = false;
  const stop = () => {
    if (stopped) return;
    stopped = true;
    Deno.removeSignalListener("SIGCONT", enter);
    try {
      stdin.setRaw(false);
    } catch { /* the terminal has been closed */ }
    void reader.cancel().catch(() => {});
  };
  return { stop, [Symbol.asyncIterator]: () => keysOf(reader) };
}

async function* keysOf(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<string> {
  for (let chunk; (chunk = (await reader.read()).value) !== undefined;) {
    // An escape sequence, as of an arrow key, is no key that has a meaning here.
    if (chunk[0] !== 0x1b) yield* new TextDecoder().decode(chunk);
  }
}
