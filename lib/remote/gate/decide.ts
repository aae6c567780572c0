/** Decides whether a request may run: the one place where that is said. Pure. @module */

import { MAX_ARGUMENT_BYTES, MAX_ARGUMENTS, MAX_ARGV_BYTES } from "../../limits.ts";
import { isHarmlessVariable } from "./harmless_variable.ts";
import { type Kind, mayBeAccepted, type Parameter, type Policy, type Rule } from "./policy.ts";

/** What is asked for. */
export interface Request {
  /** The command's name, and its arguments. */
  argv: readonly string[];
  /** Variables to set. Default: none. */
  env?: Readonly<Record<string, string>>;
  /** Whether something is to be read. Default false. */
  stdin?: boolean;
}

/** What is to be done about it. */
export type Decision =
  | {
    /** It may run. */
    allowed: true;
    /** The rule that says so. */
    rule: Rule;
    /** The arguments, each as it is given to the process. */
    args: readonly string[];
    /** The whole environment. */
    env: Readonly<Record<string, string>>;
  }
  | {
    /** It may not. */
    allowed: false;
    /** Why, for the one whose policy it is; may hold the peer's words. */
    why: string;
  };

/** NUL ends a word early, line ends break logs and line protocols. */
const FORBIDDEN = /[\0\r\n]|\p{Cs}/u;

const encoder = new TextEncoder();

/**
 * Holds a request against the policy, word by word. The words are compared and passed on as they
 * are: no shell, no wildcard, no expansion. The first rule that fits decides.
 */
export function decide(policy: Policy, request: Request): Decision {
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

/** What is wrong with the words, whatever the policy says. */
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

/** Why the words are not those of the rule; undefined: they are. */
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

/** Anchored here, whatever alternatives the expression has. */
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
