/** Holds the exit codes of every run of the program against those that help lists. @module */

import { loadCommands } from "../../commands/all.ts";
import { exitCodesOf } from "../../lib/cli/exit_codes.ts";

const commands = await loadCommands();
const parts = (await Promise.all(commands.map(({ parts }) => parts?.() ?? []))).flat();

/** What starts the program from its source. Commands of their own table are started by other modules. */
const PROGRAM = /(?:^|\/)(?:main\.ts|scripts\/sluice(?:-run)?)$/;

/** The executable under test, if it is not the source. */
const executable = Deno.env.get("SLUICE_EXECUTABLE");

/**
 * Checks the exit code of a command line that runs the program. Other programs may end as they like.
 *
 * @param err What it said on standard error, for the failure's text.
 * @throws {Error} if the help of the command does not list the code.
 */
export function assertListedExit(words: readonly string[], code: number, err: string = ""): void {
  const at = words.findIndex((word) => PROGRAM.test(word) || word === executable);
  if (at < 0 || isListed(words.slice(at + 1), code)) return;
  throw new Error(
    `exit code ${code} is not in the help of sluice ${words.slice(at + 1).join(" ")}\n${err}`,
  );
}

function isListed([name, part]: readonly string[], code: number): boolean {
  const command = commands.find((each) => each.name === name);
  const page = parts.find((each) => each.name === `${name} ${part}`) ?? command;
  if (page?.passesExitCode) return true;
  // 137: killed by the test through a shell or another program that runs it.
  return code === 137 || exitCodesOf(page ?? { exitCodes: [] }).some((each) => each.code === code);
}
