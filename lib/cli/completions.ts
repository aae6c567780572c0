/** Completions, from the records, for every shell that is known. @module */

import type { Command } from "./command.ts";
import { bashCompletions } from "./completions_bash.ts";
import { fishCompletions } from "./completions_fish.ts";
import { zshCompletions } from "./completions_zsh.ts";

/** Script generators by the shell's name. */
export const COMPLETIONS: Readonly<
  Record<string, (commands: readonly Command[]) => string>
> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
};
