/** The words that completions offer. @module */

import type { Command, ValueKind } from "./command.ts";

/** The words to offer for a value or an argument: its choices, and the commands if it is one. */
export function offeredWords(
  { value, choices = [] }: { value?: ValueKind; choices?: readonly string[] },
  commands: readonly Command[],
): string[] {
  const names = commands.filter(({ hidden }) => !hidden).map(({ name }) => name);
  return value === "command" ? [...names, ...choices] : [...choices];
}
