/** What a word can be. @module */

import type { Command, ValueKind } from "./command.ts";

/** The words that completions offer for a value or a word: its choices, and commands where it is one. */
export function offeredWords(
  { value, choices = [] }: { value?: ValueKind; choices?: readonly string[] },
  commands: readonly Command[],
): string[] {
  const names = commands.filter(({ hidden }) => !hidden).map(({ name }) => name);
  return value === "command" ? [...names, ...choices] : [...choices];
}
