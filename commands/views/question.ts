/** Questions to the user, with a clear answer each. @module */

import { ConnectionError, LocalError } from "../../lib/errors.ts";
import { PROMPT_TIMEOUT } from "../../lib/limits.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";

/** What a user is told who cannot be asked. */
export const NO_TERMINAL = "There is no terminal to ask on; add --yes to accept without asking";

/** Where to ask, and for how long. */
export interface QuestionOptions {
  /** Where to ask. */
  terminal: Terminal;
  /** Ends the question. */
  signal: AbortSignal;
}

/** Resolves when the user agrees. @throws {LocalError} code `declined` if not. */
export async function askYes(question: string, options: QuestionOptions): Promise<void> {
  const answer = await askOne(`${question} [y/N] `, ["yes", "no"], options);
  if (answer !== "yes") throw new LocalError("declined", "Declined; nothing was received");
}

/**
 * Resolves to one of the choices: the word or its first letter, in any case; Enter alone is the last one, which
 * declines. Asks again while the answer is none of them.
 *
 * @throws {LocalError} code `declined` if the input ends.
 * @throws {ConnectionError} code `timeout` if the user does not answer.
 */
export async function askOne<Choice extends string>(
  question: string,
  choices: readonly Choice[],
  { terminal, signal }: QuestionOptions,
): Promise<Choice> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(PROMPT_TIMEOUT)]);
  for (let again = false;; again = true) {
    const answer = await ask(question, { terminal, signal, deadline, again });
    if (answer === undefined) {
      throw new LocalError("declined", "No answer, because the input ended; nothing was received");
    }
    const word = answer.trim().toLowerCase();
    const choice = word === ""
      ? choices.at(-1)!
      : choices.find((each) => each === word || each[0] === word);
    if (choice !== undefined) return choice;
    terminal.warn(`Please answer ${listed(choices)}`);
  }
}

async function ask(
  question: string,
  { terminal, signal, deadline, again }: QuestionOptions & {
    deadline: AbortSignal;
    again: boolean;
  },
): Promise<string | undefined> {
  try {
    return await terminal.ask(question, deadline, { again });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (deadline.aborted) throw new ConnectionError("timeout", "The question was not answered");
    throw error;
  }
}

/** `yes or no`, `skip, rename or no`. */
function listed(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`;
}
