/** Reports errors. @module */

import { describeError } from "../../lib/cli/describe_error.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";

/**
 * Reports an error once for people and, with `--json`, once for programs; resolves to the exit
 * code.
 */
export async function report(error: unknown, terminal: Terminal): Promise<number> {
  const { code, message, exit } = describeError(error);
  terminal.draw([]);
  // The reader of the output has closed it.
  if (exit === 141) return exit;
  try {
    await terminal.event({ event: "error", code, message, exit });
  } catch {
    // Writing to standard output may be what failed; the exit code still reports it.
  }
  terminal.warn(`${terminal.style.red("sluice:")} ${message}`);
  return exit;
}
