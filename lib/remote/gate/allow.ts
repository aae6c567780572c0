/** Rules from `--allow`: a command line with stars. @module */

import { CallerError } from "../../errors.ts";
import { MAX_ARGUMENTS } from "../../limits.ts";
import { BASE_ENVIRONMENT, type Limits, type Parameter, type Rule } from "./policy.ts";

/** Options of {@linkcode allowRule}. */
export interface AllowOptions {
  /** Limits of each command. */
  limits: Limits;
  /** The working directory, absolute. */
  folder: string;
  /** Whether commands may read standard input from the client. */
  stdin: boolean;
  /** Finds an executable by its name or path. Throws where there is none. */
  find(name: string): string;
}

/**
 * Parses a rule such as `git log *`. Words are compared literally. A star stands for one word that does
 * not begin with a dash; a star at the end for any number of them.
 *
 * @throws {CallerError} code `usage` if no command is named, the name holds a star, or the text holds
 *   characters that a shell would interpret.
 */
export function allowRule(text: string, options: AllowOptions): Rule {
  const [command = "", ...words] = text.trim().split(/[ \t]+/);
  if (command === "" || command.includes("*")) {
    throw new CallerError(
      "usage",
      `--allow needs a command's name first, not ${JSON.stringify(text)}`,
    );
  }
  // deno-lint-ignore no-control-regex
  if (/["'`$;&|<>\\\x00-\x1f]/.test(text)) {
    throw new CallerError(
      "usage",
      `--allow ${
        JSON.stringify(text)
      } has quotes or shell characters, which are not interpreted; ` +
        "use a policy file for them",
    );
  }
  return {
    name: command.split("/").at(-1)!,
    executable: options.find(command),
    fixed: [],
    parameters: words.map((word, at) => parameterOf(word, at === words.length - 1)),
    folder: options.folder,
    environment: BASE_ENVIRONMENT,
    accept: [],
    acceptUnsafe: [],
    untrusted: [],
    stdin: options.stdin,
    limits: options.limits,
  };
}

function parameterOf(word: string, isLast: boolean): Parameter {
  if (word !== "*") return { kind: { values: [word] }, dash: true };
  return { kind: { any: true }, ...isLast && { least: 0, most: MAX_ARGUMENTS } };
}
