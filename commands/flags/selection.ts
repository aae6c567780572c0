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
    summary: "leave out matching names, as in .gitignore",
  },
  {
    name: "include",
    value: "string",
    placeholder: "GLOB",
    repeatable: true,
    summary: "send only files that match",
  },
  { name: "gitignore", summary: "apply the .gitignore files in the folders" },
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
