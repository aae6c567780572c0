/** Reports errors. @module */

import { describeError } from "../../lib/cli/describe_error.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";

/** Comes before the message. */
const NAME = "sluice:";

/**
 * Reports an error once for people and, with `--json`, once for programs; resolves to the exit
 * code.
 */
export async function report(error: unknown, terminal: Terminal): Promise<number> {
  const { code, message, exit, remote } = describeError(error);
  terminal.draw([]);
  // The reader of the output has closed it.
  if (exit === 141) return exit;
  try {
    await terminal.event({ event: "error", code, message, exit });
  } catch {
    // Writing to standard output may be what failed; the exit code still reports it.
  }
  await warnOf({ message, remote }, terminal);
  return exit;
}

/**
 * Prints an error's message: one line, or on a terminal that is too narrow for it several, where the remedy
 * begins on a line of its own; not in a peer's message, which must not look like advice of this program. The
 * message must be escaped already.
 */
export async function warnOf(
  { message, remote = false }: { message: string; remote?: boolean | undefined },
  terminal: Terminal,
): Promise<void> {
  const name = terminal.style.red(NAME);
  const { stderrIsTerminal, columns } = terminal;
  if (!stderrIsTerminal || NAME.length + 1 + message.length < columns) {
    return terminal.warn(`${name} ${message}`);
  }
  const { fold } = await import("../../lib/terminal/fold.ts");
  // The last column is not used: some terminals break the line after it.
  const parts = remote ? [message] : splitRemedy(message);
  const [first, ...others] = parts.flatMap((part, at) =>
    fold(`${at === 0 ? NAME : " "} ${part}`, columns - 1, 2)
  );
  const lines = [`${name}${first!.slice(NAME.length)}`, ...others];
  terminal.warn(lines.join("\n"));
}

/** What happened, and what to do: the parts before and after the last semicolon outside of quotes. */
function splitRemedy(message: string): string[] {
  const [, what, remedy = ""] = /^((?:"(?:[^"\\]|\\.)*"|[^"])*;) ((?:"(?:[^"\\]|\\.)*"|[^";])*)$/
    .exec(message) ?? [];
  // A semicolon in brackets separates no remedy.
  return what === undefined || /^[^(]*\)/.test(remedy) ? [message] : [what, remedy];
}
