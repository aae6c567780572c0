/** The flags that select what is sent. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { patternFault } from "../../lib/file/source/pattern_fault.ts";
import type { SelectionOptions } from "../../lib/file/source/selection.ts";

/** `--exclude`, `--include` and `--gitignore`. */
export const selectionFlags: readonly Flag[] = [
  {
    name: "exclude",
    value: "string",
    placeholder: "GLOB",
    repeatable: true,
    summary: "leave out files and folders that match, as in a .gitignore",
  },
  {
    name: "include",
    value: "string",
    placeholder: "GLOB",
    repeatable: true,
    summary: "send only files that match one of these",
  },
  { name: "gitignore", summary: "leave out what the folders' own .gitignore files leave out" },
];

/** The values of the flags. @throws {CallerError} for a pattern that can never match. */
export function selectionOf(args: ParsedArguments): Required<SelectionOptions> {
  return {
    exclude: patternsOf(args, "exclude"),
    include: patternsOf(args, "include"),
    gitignore: args.has("gitignore"),
  };
}

function patternsOf(args: ParsedArguments, flag: "exclude" | "include"): string[] {
  const patterns = args.values(flag);
  for (const [index, pattern] of patterns.entries()) {
    const fault = patternFault(pattern, patterns.slice(0, index));
    if (fault === undefined) continue;
    const text = `--${flag} ${JSON.stringify(pattern)} can never match: ${fault}`;
    throw new CallerError("usage", text);
  }
  return patterns;
}
