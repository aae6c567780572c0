/** The exit codes of the errors that the modules of a command can throw, found in their source. @module */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { COMMAND_REFUSALS } from "../../lib/channel/peer_error.ts";
import { exitCodeOf } from "../../lib/cli/exit_codes.ts";
import * as errors from "../../lib/errors.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Loads every command by its name; a command is followed from its own module instead. */
const TABLE = "commands/all.ts";

/** Errors that a command reports with a code that the peer or a caller names. */
const COMPUTED: Readonly<Record<string, readonly errors.SluiceError[]>> = {
  "lib/remote/request/ask.ts": COMMAND_REFUSALS.map((code) =>
    new errors.RefusedError(code, "", { remote: true })
  ),
  "lib/socket/splice.ts": [new errors.ConnectionError("lingered", "")],
};

/** Where a system error becomes a reason of a connection error, which decides on the exit code. */
const REASONS = "lib/socket/not_connected.ts";

/** By exit code, the modules with an error that ends in it. */
export type ThrownExits = Map<number, Set<string>>;

/** The exit codes of the errors in the modules that `entries` import, directly or not. */
export function thrownExits(entries: readonly string[]): ThrownExits {
  const exits: ThrownExits = new Map();
  for (const file of modulesFrom(entries)) {
    for (const error of errorsIn(file)) {
      const exit = exitCodeOf(error);
      exits.set(exit, (exits.get(exit) ?? new Set()).add(file));
    }
  }
  return exits;
}

const texts = new Map<string, string>();

function textOf(file: string): string {
  const text = texts.get(file) ?? Deno.readTextFileSync(join(root, file));
  texts.set(file, text);
  return text;
}

/** Imports of values, static and dynamic, and Workers. */
const IMPORT =
  /^(?:import|export) (?!type\b)[^;]*?from "(\.[^"]*)"|\bimport\(\s*"(\.[^"]*)",?\s*\)|new URL\("(\.[^"]*\.ts)"/gm;

/** The modules of the program that are loaded from `entries`, by their paths from the root. */
export function modulesFrom(entries: readonly string[]): Set<string> {
  const found = new Set<string>();
  const queue = [...entries];
  for (let file; (file = queue.pop()) !== undefined;) {
    if (found.has(file) || file === TABLE || !file.endsWith(".ts")) continue;
    found.add(file);
    for (const [, fixed, dynamic, worker] of textOf(file).matchAll(IMPORT)) {
      queue.push(join(file, "..", fixed ?? dynamic ?? worker!));
    }
  }
  return found;
}

/** An error for each code with which the module makes one. */
function errorsIn(file: string): Error[] {
  const text = textOf(file);
  const made = [...text.matchAll(/\bnew (\w+Error|OutputClosed)\(/g)].flatMap((match) =>
    errorsOf(match[1]!, argumentsAt(text, match.index + match[0].length))
  );
  const reasons = file !== REASONS
    ? []
    : [...text.matchAll(/"(name_unknown|unreachable|no_answer)"/g)].map(([, reason]) =>
      new errors.ConnectionError("unavailable", "", { reason: reason as errors.ConnectionReason })
    );
  return [...made, ...reasons, ...COMPUTED[file] ?? []];
}

/** The errors that `new NAME(…)` can make: one for each code among the words of the argument. */
function errorsOf(name: string, args: readonly string[]): Error[] {
  const remote = args.some((each) => /\bremote\b/.test(each));
  const codes = (index: number) =>
    [...args[index]?.matchAll(/"(\w+)"/g) ?? []].map(([, code]) => code as errors.ErrorCode);
  const fault = /"(\w+)"/.exec(args[0] ?? "")?.[1] as errors.Fault;
  const make = (fault: errors.Fault, codes: readonly errors.ErrorCode[]) =>
    codes.map((code) => new errors.SluiceError(fault, code, "", { remote }));
  switch (name) {
    case "SluiceError":
      return make(fault, codes(1));
    case "ProtocolError":
      return make("breach", ["protocol", ...codes(1)]);
    case "CallerError":
      return make("caller", codes(0));
    case "RefusedError":
      return make("refusal", codes(0));
    case "IntegrityError":
      return make("integrity", codes(0));
    case "ConnectionError":
      return make("connection", codes(0));
    case "LocalError":
      return make("local", codes(0));
  }
  return [];
}

/** The arguments of a call whose parenthesis opens before `start`, as written. */
function argumentsAt(text: string, start: number): string[] {
  const parts = [""];
  let depth = 0;
  let quote = "";
  for (let at = start; at < text.length; at++) {
    const letter = text[at]!;
    if (quote !== "") {
      if (letter === "\\") at++;
      else if (letter === quote) quote = "";
    } else if (`"'\``.includes(letter)) quote = letter;
    else if ("([{".includes(letter)) depth++;
    else if (")]}".includes(letter) && depth-- === 0) return parts;
    if (letter === "," && depth === 0 && quote === "") parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts;
}
