/** Reads a text from standard input. @module */

import { abortable } from "../../lib/async.ts";
import { concatBytes } from "../../lib/bytes.ts";
import { CallerError } from "../../lib/errors.ts";
import { MAX_TEXT_BYTES } from "../../lib/limits.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { assertLength, type GivenText } from "../flags/text.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The key that ends the input of a terminal. */
const END_KEY = Deno.build.os === "windows" ? "Ctrl-Z and Enter" : "Ctrl-D";

/**
 * The text of the argument, or all of standard input, unchanged.
 *
 * @throws {CallerError} it is empty, too long, or not UTF-8.
 * @throws the signal's reason, once it is aborted.
 */
export async function readText(
  { content }: GivenText,
  { terminal, signal }: { terminal: Terminal; signal: AbortSignal },
): Promise<string> {
  if (content !== undefined) return content;
  if (terminal.interactive) {
    terminal.note(`Type the text, and end it with ${END_KEY} at the start of a line:`);
  }
  const bytes = await readAll(terminal.stdin, signal);
  assertLength(bytes.length);
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new CallerError(
      "usage",
      "Standard input is not a text in UTF-8; send it as a file: sluice send - --name NAME",
      { cause },
    );
  }
}

/** Reads to the end, or to more than a text may have. */
async function readAll(
  stdin: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const reader = stdin.getReader();
  const chunks: Uint8Array[] = [];
  try {
    for (let size = 0; size <= MAX_TEXT_BYTES;) {
      const { done, value } = await abortable(reader.read(), signal);
      if (done) break;
      chunks.push(value);
      size += value.length;
    }
    return concatBytes(chunks);
  } finally {
    // Standard input may stay open for longer than the program needs it.
    void reader.cancel().catch(() => {});
  }
}
