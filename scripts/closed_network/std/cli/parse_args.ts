/**
 * Stand-in for `@std/cli/parse-args`. The result is typed as what it is for a caller who names the
 * flags at run time; the real one infers more from literal names.
 *
 * @module
 */

import { hasMember, type Members, setMember } from "./nested_members.ts";
import { type ParseOptions, type Rules, rulesOf } from "./parse_options.ts";

export type { ParseOptions };

/** Flags by name, operands in `_`. */
export type Args = Record<string, unknown> & {
  _: Array<string | number>;
  "--"?: string[];
};

interface State {
  rules: Rules;
  result: Args;
}

/**
 * Reads a command line: `--name`, `--name value`, `--name=value`, `--no-name`, `-abc`, `-n5`. What
 * looks like a number becomes one unless the flag is named in `string`.
 */
export function parseArgs(args: readonly string[], options: ParseOptions = {}): Args {
  const state: State = { rules: rulesOf(options), result: { _: [] } };
  const end = args.indexOf("--");
  const read = end < 0 ? args : args.slice(0, end);
  const literal = end < 0 ? [] : args.slice(end + 1);

  for (let i = 0; i < read.length; i++) {
    const arg = read[i]!;
    const next = read[i + 1];
    if (/^--./s.test(arg)) {
      if (readLong(state, arg, next)) i++;
    } else if (/^-./s.test(arg)) {
      if (readShort(state, arg, next)) i++;
    } else {
      readOperand(state, arg);
      if (!options.stopEarly) continue;
      state.result._.push(...read.slice(i + 1));
      break;
    }
  }

  fillIn(state, options.default ?? {});
  if (options["--"]) state.result["--"] = literal;
  else state.result._.push(...literal);
  return state.result;
}

/** Reads `--…`; the answer is whether `next` was its value. */
function readLong(state: State, arg: string, next: string | undefined): boolean {
  const { booleans, negatable, strings, allBoolean } = state.rules;
  const negated = /^--no-./s.test(arg);
  const body = arg.slice(negated ? 5 : 2);
  const equals = body.indexOf("=", 1);
  if (equals > 0) {
    const key = body.slice(0, equals);
    const value = body.slice(equals + 1);
    set(state, key, booleans.has(key) ? value !== "false" : value, arg);
    return false;
  }
  if (negated && negatable.has(body)) {
    set(state, body, false, arg, false);
    return false;
  }
  const key = negated ? `no-${body}` : body;
  if (next && !allBoolean && !next.startsWith("-") && takesValue(state, key)) {
    set(state, key, next, arg);
    return true;
  }
  if (isBooleanWord(next)) {
    set(state, key, next === "true", arg);
    return true;
  }
  set(state, key, strings.has(key) ? "" : true, arg);
  return false;
}

/** Reads `-…`: letters, the last of which may have a value, in the same word or as `next`. */
function readShort(state: State, arg: string, next: string | undefined): boolean {
  for (let at = 1; at < arg.length - 1; at++) {
    const value = attachedValue(arg, at);
    if (value !== undefined) {
      set(state, arg.charAt(at), value, arg);
      return false;
    }
    const rest = arg.slice(at + 1);
    set(state, arg.charAt(at), rest === "-" ? rest : bare(state, arg.charAt(at)), arg);
  }
  const key = arg.slice(-1);
  if (key === "-") return false;
  if (next && !/^--?[^-]/.test(next) && takesValue(state, key)) {
    set(state, key, next, arg);
    return true;
  }
  if (isBooleanWord(next)) {
    set(state, key, next === "true", arg);
    return true;
  }
  set(state, key, bare(state, key), arg);
  return false;
}

/** The value that follows the letter at `at` in the same word, if one does. */
function attachedValue(arg: string, at: number): string | undefined {
  const rest = arg.slice(at + 1);
  if (rest === "-") return undefined;
  if (rest === "=") return "";
  if (/[A-Za-z]/.test(arg.charAt(at))) {
    const assigned = /=(.+)/.exec(rest)?.[1];
    if (assigned !== undefined) return assigned;
    // Only the end has to look like a number: `-n-1.5e3`, but also `-abc5`.
    if (/\d(\.\d*)?(e-?\d+)?$/.test(rest)) return rest;
  }
  return rest.length > 1 && /\W/.test(rest.charAt(0)) ? rest : undefined;
}

function readOperand({ rules, result }: State, arg: string): void {
  if (rules.isUnwanted(arg)) return;
  result._.push(!rules.strings.has("_") && looksNumeric(arg) ? Number(arg) : arg);
}

function set(
  { rules, result }: State,
  key: string,
  value: string | boolean,
  arg: string,
  mayCollect = true,
): void {
  const known = [rules.booleans, rules.strings, rules.aliases, rules.collected]
    .some((names) => names.has(key)) || (rules.allBoolean && /^--[^=]+$/.test(arg));
  if (!known && rules.isUnwanted(arg, key, value)) return;
  const numeric = typeof value === "string" && !rules.strings.has(key) && looksNumeric(value);
  const collect = mayCollect && rules.collected.has(key);
  setWithAliases({ rules, result }, key, numeric ? Number(value) : value, collect);
}

function setWithAliases({ rules, result }: State, key: string, value: unknown, collect = false) {
  for (const name of [key, ...rules.aliases.get(key) ?? []]) {
    setMember(result as Members, name.split("."), value, collect);
  }
}

/** What the command line left open: the caller's defaults, false, or an empty collection. */
function fillIn(state: State, defaults: Record<string, unknown>): void {
  const { booleans, strings, collected } = state.rules;
  const isOpen = (key: string) => !hasMember(state.result, key.split("."));
  const setAlone = (key: string, value: unknown) => setMember(state.result, key.split("."), value);
  for (const [key, value] of Object.entries(defaults)) {
    if (isOpen(key)) setWithAliases(state, key, value);
  }
  for (const key of booleans) {
    if (isOpen(key)) setAlone(key, collected.has(key) ? [] : false);
  }
  for (const key of strings) {
    if (collected.has(key) && isOpen(key)) setAlone(key, []);
  }
}

function takesValue({ rules }: State, key: string): boolean {
  return ![key, ...rules.aliases.get(key) ?? []].some((name) => rules.booleans.has(name));
}

function bare({ rules }: State, key: string): string | boolean {
  return rules.strings.has(key) ? "" : true;
}

function isBooleanWord(word: string | undefined): boolean {
  return word === "true" || word === "false";
}

function looksNumeric(text: string): boolean {
  return /\S/.test(text) && Number.isFinite(Number(text));
}
