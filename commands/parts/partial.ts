/** Looks at unfinished transfers, or removes them. @module */

import { escapeText } from "../../lib/cli/escape.ts";
import type { ParsedArguments } from "../../lib/cli/command.ts";
import type { Terminal } from "../../lib/cli/terminal.ts";
import { CallerError } from "../../lib/errors.ts";
import { narrowPermissions } from "../../lib/file/narrow_permissions.ts";
import { discardEarlier, listEarlier } from "../../lib/file/staging.ts";

/**
 * Prints a line for each unfinished transfer in a folder, or removes each.
 *
 * @throws {CallerError} code `no_input`: no such folder.
 */
export async function partial(
  discard: boolean,
  args: ParsedArguments,
  terminal: Terminal,
): Promise<number> {
  const path = args.positionals[0] ?? args.value("into") ?? ".";
  let folder: string;
  try {
    folder = Deno.realPathSync(path);
  } catch (cause) {
    throw new CallerError("no_input", `list ${JSON.stringify(path)}: no such folder`, { cause });
  }
  narrowPermissions({ read: [folder], write: [folder] });
  for (const found of [...listEarlier(folder)]) {
    const { folder: staging, names } = found;
    const done = discard && discardEarlier(found);
    if (terminal.json) {
      await terminal.event({ event: "partial", folder: staging, names, discarded: done });
      continue;
    }
    const what = !discard ? "" : done ? "discarded  " : "in use     ";
    await terminal.print(`${what}${escapeText(staging)}  ${names.map(escapeText).join(", ")}\n`);
  }
  return 0;
}
