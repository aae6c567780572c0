/** `--text`: a text as an argument, or from standard input. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { MAX_TEXT_BYTES } from "../../lib/limits.ts";
import { formatSize } from "../../lib/text/format_size.ts";

/** A text, or undefined for standard input. */
export interface GivenText {
  /** The text of the argument. */
  content: string | undefined;
}

/** `--text TEXT`. @param summary What happens to it, in one line of help. */
export function textFlag(summary: string): Flag {
  return {
    name: "text",
    value: "string",
    placeholder: "TEXT",
    summary,
    details:
      "An argument is visible to other users of this machine, so give a password as standard input: " +
      `--text -. At most ${formatSize(MAX_TEXT_BYTES)} of UTF-8.`,
  };
}

/** The text of the flag; undefined: not given. @throws {CallerError} it is empty, or too long. */
export function givenText(args: ParsedArguments): GivenText | undefined {
  const value = args.value("text");
  if (value === undefined) return undefined;
  if (value === "-") return { content: undefined };
  assertLength(new TextEncoder().encode(value).length);
  return { content: value };
}

/** @throws {CallerError} code `usage`: the text is empty, or too long. */
export function assertLength(bytes: number): void {
  if (bytes === 0) throw new CallerError("usage", "The text is empty; there is nothing to send");
  if (bytes <= MAX_TEXT_BYTES) return;
  throw new CallerError(
    "usage",
    `The text is longer than ${formatSize(MAX_TEXT_BYTES)}; send it as a file`,
  );
}
