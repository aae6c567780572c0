/** Secrets that two machines share beforehand, and their flags. @module */

import type { Context, Flag, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import type { Addressing } from "./addressing_of.ts";

/** The environment variable that may hold a secret. */
const VARIABLE = "SLUICE_SECRET";

/** `--secret-file`, and `--secret`, which is always rejected with an explanation. */
export const secretFlags: readonly Flag[] = [
  {
    name: "secret-file",
    value: "path",
    placeholder: "FILE",
    summary: "use a secret that both have; - is standard input",
    details:
      "Instead of a code. The variable SLUICE_SECRET can hold the secret as well. Other users must not be able to read the file.",
  },
  { name: "secret", value: "string", hidden: true, summary: "refused: see --secret-file" },
];

/** `--words`, for commands that print a code. */
export const wordsFlag: Flag = {
  name: "words",
  value: "integer",
  placeholder: "NUMBER",
  default: "2",
  summary: "words of the code, 2 to 12",
  details: "More words are harder to guess.",
};

/**
 * Reads the shared secret of a transfer; undefined: there is none.
 *
 * @throws {CallerError} if the secret is in the arguments, is too short, or comes with `--plain` or
 *   without an address: only a code finds the peer.
 */
export async function secretFor(
  args: ParsedArguments,
  role: "send" | "receive",
  { plain, endpoint }: Addressing,
  context: Context,
): Promise<Uint8Array | undefined> {
  if (plain && args.has("secret-file")) {
    throw new CallerError("usage", "--plain and --secret-file exclude each other");
  }
  if (plain && !args.has("secret")) return undefined;
  const secret = await givenSecret(args, context);
  if (secret === undefined || endpoint !== undefined) return secret;
  const dial = role === "send" ? "to" : "from";
  throw new CallerError(
    "usage",
    `A shared secret needs --${dial} HOST or --listen; only a code finds the other machine`,
  );
}

/**
 * Reads the shared secret of a command without `--plain`; undefined: there is none.
 *
 * @throws {CallerError} if the secret is in the arguments or too short.
 */
export async function givenSecret(
  args: ParsedArguments,
  { terminal, env }: Context,
): Promise<Uint8Array | undefined> {
  if (args.value("secret") !== undefined) {
    throw new CallerError(
      "usage",
      "--secret is refused, because other users can see arguments (ps); " +
        `use --secret-file FILE or the variable ${VARIABLE}`,
    );
  }
  const path = args.value("secret-file");
  const { checkSecret, isStandardInput, readSecretFile } = await import(
    "../../lib/file/secret_file.ts"
  );
  if (path !== undefined) {
    if (isStandardInput(path) && args.positionals.includes("-")) {
      throw new CallerError(
        "usage",
        `--secret-file ${path} and - both read standard input; use a file for one of them`,
      );
    }
    const { secret, readableByOthers } = await readSecretFile(path, terminal.stdin);
    if (readableByOthers) {
      const { escapeText } = await import("../../lib/text/escape.ts");
      terminal.warn(`Other users may read or write ${escapeText(path)}; run chmod 600 on it`);
    }
    return secret;
  }
  const text = env(VARIABLE);
  return text === undefined || text === "" ? undefined : checkSecret(text, VARIABLE);
}
