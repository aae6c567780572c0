/** Decides whether a requested command may run. Pure. @module */

import { MAX_ARGUMENT_BYTES, MAX_ARGUMENTS, MAX_ARGV_BYTES } from "../../limits.ts";
import { isHarmlessVariable } from "./harmless_variable.ts";
import { type Kind, mayBeAccepted, type Parameter, type Policy, type Rule } from "./policy.ts";

/** A requested command. */
export interface RequestedCommand {
  /** The command's name, and its arguments. */
  argv: readonly string[];
  /** Environment variables to set. Default: none. */
  env?: Readonly<Record<string, string>>;
  /** Whether the client sends standard input. @default {false} */
  stdin?: boolean;
}

/** The decision. */
export type Decision =
  | {
    /** The command may run. */
    allowed: true;
    /** The rule that allows it. */
    rule: Rule;
    /** The arguments of the process. */
    args: readonly string[];
    /** The environment of the process. */
    env: Readonly<Record<string, string>>;
  }
  | {
    /** The command may not run. */
    allowed: false;
    /** Why, for the policy's author. May quote the peer. */
    why: string;
  };

/** NUL truncates a word; line ends break logs and line protocols. */
const FORBIDDEN = /[\0\r\n]|\p{Cs}/u;

const encoder = new TextEncoder();

/**
 * Compares a request with the policy, word by word. Words are compared and passed on literally, without a
 * shell, wildcards or expansion. The first matching rule decides.
 */
export function decide(policy: Policy, request: RequestedCommand): Decision {
  const no = (why: string): Decision => ({ allowed: false, why });
  const { argv, env = {}, stdin = false } = request;
  const bad = judgeWords(argv) ?? judgeVariables(env);
  if (bad !== undefined) return no(bad);
  const [name, ...words] = argv;
  const rules = policy.rules.filter((rule) => rule.name === name);
  if (rules.length === 0) return no(`no command is called ${quote(name!)}`);
  const reasons = new Set<string>();
  for (const rule of rules) {
    const why = misfit(rule, words) ?? extras(rule, env, stdin);
    if (why === undefined) {
      const args = [...rule.fixed, ...words];
      return { allowed: true, rule, args, env: { ...rule.environment, ...env } };
    }
    reasons.add(why);
  }
  return no(`${name}: ${[...reasons].join("; or ")}`);
}

/** Checks the words independently of the policy; undefined if they are valid. */
function judgeWords(argv: readonly string[]): string | undefined {
  if (argv.length === 0 || argv[0] === "") return "no command is named";
  if (argv.length > MAX_ARGUMENTS) return `${argv.length} words, at most ${MAX_ARGUMENTS}`;
  let total = 0;
  for (const word of argv) {
    const { length } = encoder.encode(word);
    if (length > MAX_ARGUMENT_BYTES) {
      return `a word of ${length} bytes, at most ${MAX_ARGUMENT_BYTES}`;
    }
    if (FORBIDDEN.test(word)) return "a word holds NUL, a line end or half a character";
    total += length;
  }
  return total > MAX_ARGV_BYTES ? `words of ${total} bytes, at most ${MAX_ARGV_BYTES}` : undefined;
}

function judgeVariables(env: Readonly<Record<string, string>>): string | undefined {
  let total = 0;
  for (const [name, value] of Object.entries(env)) {
    total += encoder.encode(name + value).length;
    if (FORBIDDEN.test(value)) {
      return `variable ${quote(name)}: a line end, NUL or half a character`;
    }
  }
  return total > MAX_ARGV_BYTES ? `variables of ${total} bytes` : undefined;
}

/** Why the words do not match the rule; undefined if they do. */
function misfit({ parameters }: Rule, words: readonly string[]): string | undefined {
  let at = 0;
  for (const parameter of parameters) {
    const { least = 1, most = 1 } = parameter;
    for (let count = 0; count < most && at < words.length; count++, at++) {
      const why = judgeWord(parameter, words[at]!);
      if (why !== undefined) return `${quote(words[at]!)} ${why}`;
    }
    if (parameters.length > 0 && at < least + parameters.indexOf(parameter)) {
      return `too few words: ${words.length}`;
    }
  }
  return at < words.length ? `${quote(words[at]!)} is one word too many` : undefined;
}

function judgeWord({ kind, dash = false }: Parameter, word: string): string | undefined {
  if (!dash && word.startsWith("-")) return "begins with a dash";
  return fits(kind, word) ? undefined : "is not what may stand there";
}

function fits(kind: Kind, word: string): boolean {
  if ("values" in kind) return kind.values.includes(word);
  if ("pattern" in kind) return matchesWhole(kind.pattern, word);
  if ("any" in kind) return true;
  return /^-?(0|[1-9]\d{0,14})$/.test(word) && Number(word) >= kind.min && Number(word) <= kind.max;
}

/** Anchors the expression, including all its alternatives. */
function matchesWhole(pattern: RegExp, word: string): boolean {
  return new RegExp(`^(?:${pattern.source})$`, "u").test(word);
}

function extras(
  { accept, acceptUnsafe, stdin: mayRead }: Rule,
  env: Readonly<Record<string, string>>,
  stdin: boolean,
): string | undefined {
  for (const [name, value] of Object.entries(env)) {
    if (acceptUnsafe.includes(name) && mayBeAccepted(name)) continue;
    if (!accept.includes(name)) return `variable ${quote(name)} is not accepted`;
    if (!isHarmlessVariable(name, value)) {
      return `variable ${quote(name)} is not accepted with the value ${quote(value)}`;
    }
  }
  return stdin && !mayRead ? "it is not given anything to read" : undefined;
}

function quote(word: string): string {
  return JSON.stringify(word.length > 100 ? `${word.slice(0, 100)}…` : word);
}
