/** Shell completions, from the records of commands. @module */

import type { Command } from "./command.ts";
import { bashCompletions } from "./completions_bash.ts";
import { fishCompletions } from "./completions_fish.ts";
import { zshCompletions } from "./completions_zsh.ts";

/** The generators of scripts by the shell's name. */
export const COMPLETIONS: Readonly<
  Record<string, (commands: readonly Command[]) => string>
> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
};
