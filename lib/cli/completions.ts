/** Shell completions, from the records of commands. @module */

import type { Command } from "./command.ts";
import { type CompletionPage, completionPages } from "./completion_page.ts";
import { bashCompletions } from "./completions_bash.ts";
import { fishCompletions } from "./completions_fish.ts";
import { zshCompletions } from "./completions_zsh.ts";

/** The generators of scripts by the shell's name. */
const GENERATORS: Readonly<
  Record<string, (pages: readonly CompletionPage[], programs: readonly string[]) => string>
> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
};

/** The shells for which there are scripts. */
export const SHELLS: readonly string[] = Object.keys(GENERATORS);

/**
 * Generates a script.
 *
 * @param shell One of {@linkcode SHELLS}.
 * @param programs The names of the programs that it completes.
 */
export async function completionScript(
  shell: string,
  commands: readonly Command[],
  programs: readonly string[],
): Promise<string> {
  return GENERATORS[shell]!(await completionPages(commands), programs);
}
