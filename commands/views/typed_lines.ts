/** Input lines while other output is printed. @module */

import { escapeText } from "../../lib/text/escape.ts";
import { TypedLine } from "../../lib/terminal/typed_line.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { LineDecoder } from "../../lib/line/line_decoder.ts";

/** Precedes the line being typed. */
const PROMPT = "> ";

/**
 * The lines of standard input. On a terminal the line being typed stays at the bottom while
 * `terminal.print` writes above it; otherwise lines are yielded as they come.
 */
export async function* typedLines(
  terminal: Terminal,
  signal: AbortSignal,
  stdin: Pick<typeof Deno.stdin, "setRaw"> = Deno.stdin,
): AsyncGenerator<string, void, void> {
  const reader = terminal.stdin.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", stop);
  // Only echo and line editing are taken over; Ctrl-C still interrupts.
  const raw = terminal.live && terminal.interactive && givesKeys(stdin);
  try {
    yield* raw ? edited(reader, terminal) : plain(reader);
  } finally {
    signal.removeEventListener("abort", stop);
    if (raw) {
      terminal.draw([]);
      stdin.setRaw(false);
    }
    stop();
  }
}

/**
 * Switches the input to single keys; false if the system has no such mode in which Ctrl-C
 * interrupts: Windows.
 */
function givesKeys(stdin: Pick<typeof Deno.stdin, "setRaw">): boolean {
  try {
    stdin.setRaw(true, { cbreak: true });
    return true;
  } catch {
    return false;
  }
}

async function* plain(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<string> {
  const lines = new LineDecoder();
  for (let chunk; (chunk = (await reader.read()).value) !== undefined;) yield* lines.push(chunk);
  const rest = lines.rest();
  if (rest !== "") yield rest;
}

async function* edited(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  terminal: Terminal,
): AsyncGenerator<string> {
  const editor = new TypedLine();
  const draw = () => terminal.draw([PROMPT + shownEnd(editor.text, terminal.columns - 4)]);
  draw();
  for (let chunk; (chunk = (await reader.read()).value) !== undefined;) {
    for (const typed of editor.push(chunk)) {
      if (typed === "end") return;
      if (typeof typed === "string") continue;
      await terminal.print(`${PROMPT}${escapeText(typed.line)}\n`);
      yield typed.line;
    }
    draw();
  }
}

/** The end of a line that is longer than the terminal is wide. */
function shownEnd(text: string, columns: number): string {
  const characters = [...escapeText(text)];
  return characters.slice(Math.max(0, characters.length - Math.max(1, columns))).join("");
}
