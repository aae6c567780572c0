/** Flags that a service does not support. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { execFlags } from "../flags/exec.ts";
import { filterFlags } from "../flags/filter.ts";
import { serveFlags } from "./flags.ts";

const EXEC_FLAGS: ReadonlySet<string> = new Set(execFlags.map(({ name }) => name));

/** Those of `serve exec` that services have as well. */
const COMMON_FLAGS: ReadonlySet<string> = new Set([
  "listen",
  ...filterFlags.map(({ name }) => name),
]);

/** @throws {CallerError} if a flag or an argument is not for a service. */
export function assertServiceFlags(args: ParsedArguments): void {
  refuseFlags(args, ({ name }) => EXEC_FLAGS.has(name));
  refuseWord(args, args.positionals[2] ?? args.rest[0]);
}

/** @throws {CallerError} if a flag or an argument is not for `serve exec`. */
export function assertExecFlags(args: ParsedArguments): void {
  refuseFlags(args, ({ name }) => !EXEC_FLAGS.has(name) && !COMMON_FLAGS.has(name));
  refuseWord(args, args.has("dry-run") ? undefined : args.positionals[1] ?? args.rest[0]);
}

/** An ignored flag would hide a mistake. */
function refuseFlags(args: ParsedArguments, isStrange: (flag: Flag) => boolean): void {
  const strange = serveFlags.find((flag) => isStrange(flag) && args.has(flag.name));
  if (strange === undefined) return;
  const [name] = args.positionals;
  throw new CallerError("usage", `--${strange.name} does not work with serve ${name}`);
}

function refuseWord({ positionals: [name] }: ParsedArguments, word: string | undefined): void {
  if (word === undefined) return;
  throw new CallerError("usage", `Unexpected argument ${JSON.stringify(word)} for serve ${name}`);
}
