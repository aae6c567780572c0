/** Says what went wrong. @module */

import { describeError } from "../../lib/cli/describe_error.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";

/** Says it once for people and, with `--json`, once for programs; resolves to the exit code. */
export async function report(error: unknown, terminal: Terminal): Promise<number> {
  const { code, message, exit } = describeError(error);
  terminal.draw([]);
  // Nobody reads on.
  if (exit === 141) return exit;
  try {
    await terminal.event({ event: "error", code, message, exit });
  } catch {
    // Standard output may be what went wrong; the exit code still tells.
  }
  const name = terminal.color ? (await import("@std/fmt/colors")).red("sluice:") : "sluice:";
  terminal.warn(`${name} ${message}`);
  return exit;
}
